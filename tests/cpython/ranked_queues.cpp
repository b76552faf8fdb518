// SPDX-License-Identifier: MIT
// PriorityQueue and LifoQueue: which item comes out, also to waiting getters and from full ones.
// See ranked_queues.py.
#include "transcript.hpp"

#include <string_view>
#include <utility>
using namespace transcript;

namespace {

using Item = std::pair<int, std::string_view>;
using PriorityQueue = asyncio::PriorityQueue<Item>;
using LifoQueue = asyncio::LifoQueue<Item>;
template <class Queue>
void drain(Queue& queue) {
  while (!queue.empty()) {
    const Item item = *queue.get_nowait();
    say(item.first, item.second);
  }
}

template <class Queue>
Coro<> get_and_say(Queue& queue) {
  const Item item = co_await queue.get();
  say(item.first, item.second);
}

Coro<> the_smallest_first() {
  PriorityQueue queue;
  for (const Item& item : {Item(5, "e"), Item(1, "a"), Item(4, "d"), Item(2, "b"), Item(3, "c")}) {
    co_await queue.put(item);
  }
  drain(queue);
}

Coro<> mixed() {
  PriorityQueue queue;
  int number = 7;
  for (int round = 0; round != 6; ++round) {
    for (int i = 0; i != 3; ++i) {
      number = number * 29 % 101;
      queue.put_nowait({number, "n"});
    }
    co_await get_and_say(queue);
  }
  drain(queue);
}

Coro<> gets(const char* name, PriorityQueue& queue) {
  const Item item = co_await queue.get();
  say(name, item.first, item.second);
}

Coro<> waiting_getters() {
  PriorityQueue queue;
  Tasks tasks;
  for (const char* name : {"a", "b"}) tasks.push_back(asyncio::create_task(gets(name, queue)));
  co_await asyncio::sleep(0.005);
  for (const Item& item : {Item(3, "late"), Item(1, "early"), Item(2, "middle")}) {
    queue.put_nowait(item);
  }
  co_await each_of(tasks);
  drain(queue);
}

template <class Queue>
Coro<> puts(Queue& queue, int number) {
  const Item item(number, "item");
  co_await queue.put(item);
  say("put", number);
}

template <class Queue>
Tasks putting(Queue& queue, std::initializer_list<int> numbers) {
  Tasks tasks;
  for (const int number : numbers) tasks.push_back(asyncio::create_task(puts(queue, number)));
  return tasks;
}

template <class Queue>
Coro<> get_now_and_then(Queue& queue) {
  for (int i = 0; i != 4; ++i) {
    co_await get_and_say(queue);
    co_await asyncio::sleep(0.005);
  }
}

Coro<> a_full_one() {
  PriorityQueue queue(2);
  Tasks tasks = putting(queue, {4, 3, 2, 1});
  co_await asyncio::sleep(0.005);
  say(queue.full(), queue.qsize());
  co_await get_now_and_then(queue);
  co_await each_of(tasks);
}

Coro<> the_last_first() {
  LifoQueue queue;
  for (int number = 0; number != 4; ++number) {
    const Item item(number, "item");
    co_await queue.put(item);
  }
  co_await get_and_say(queue);
  queue.put_nowait({9, "item"});
  drain(queue);
}

Coro<> a_full_stack() {
  LifoQueue queue(2);
  Tasks tasks = putting(queue, {0, 1, 2, 3});
  co_await asyncio::sleep(0.005);
  if (!queue.put_nowait({9, "item"})) say("full");
  co_await get_now_and_then(queue);
  co_await each_of(tasks);
  say(queue.empty());
}

Coro<> works(PriorityQueue& queue) {
  for (;;) {
    const Item item = co_await queue.get();
    co_await asyncio::sleep_ms(item.first);
    say(item.second, "is done");
    queue.task_done();
  }
}

Coro<> joined() {
  PriorityQueue queue;
  for (const Item& item : {Item(3, "c"), Item(1, "a"), Item(2, "b")}) queue.put_nowait(item);
  Task<> worker = asyncio::create_task(works(queue));
  co_await queue.join();
  say("joined");
  worker.cancel();
  (void)co_await asyncio::as_result(worker);
}

Coro<> app() {
  co_await section("the smallest first", the_smallest_first);
  co_await section("mixed", mixed);
  co_await section("waiting getters", waiting_getters);
  co_await section("a full one", a_full_one);
  co_await section("the last first", the_last_first);
  co_await section("a full stack", a_full_stack);
  co_await section("joined", joined);
}

}  // namespace

int main() { asyncio::run(app()); }
