// SPDX-License-Identifier: MIT
// Queues: order, full and empty ones, producers and consumers, cancels, join. See queues.py.
#include "misuse.hpp"
#include "transcript.hpp"

using namespace transcript;
using Queue = asyncio::Queue<int>;

namespace {

Coro<> gets(const char* name, Queue& queue) {
  auto outcome = co_await asyncio::as_outcome(queue.get());
  if (outcome) say(name, "got", outcome.value());
  if (outcome.cancelled()) say(name, "cancelled");
}

Coro<> puts(const char* name, Queue& queue, int item) {
  auto outcome = co_await asyncio::as_outcome(queue.put(item));
  if (outcome) say(name, "put", item);
  if (outcome.cancelled()) say(name, "cancelled");
}

Tasks getting(int count, Queue& queue) {
  Tasks tasks;
  for (int i = 0; i != count; ++i) tasks.push_back(asyncio::create_task(gets(names[i], queue)));
  return tasks;
}

Tasks putting(int count, Queue& queue) {
  Tasks tasks;
  for (int i = 0; i != count; ++i) tasks.push_back(asyncio::create_task(puts(names[i], queue, i)));
  return tasks;
}

Coro<> get_and_say(const char* name, Queue& queue) {
  const int item = co_await queue.get();
  say(name, "got", item);
}

Coro<> without_waiting() {
  Queue queue(2);
  say(queue.maxsize(), queue.qsize(), queue.empty(), queue.full());
  if (!queue.get_nowait()) say("empty");
  queue.put_nowait(1);
  say(queue.qsize(), queue.empty(), queue.full());
  co_await queue.put(2);
  say(queue.qsize(), queue.empty(), queue.full());
  if (!queue.put_nowait(3)) say("full");
  const int first = co_await queue.get();
  const int second = *queue.get_nowait();
  say(first, second, queue.empty());
}

Coro<> without_a_size() {
  Queue queue;
  for (int item = 0; item != 100; ++item) queue.put_nowait(item);
  say(queue.maxsize(), queue.qsize(), queue.full());
  int sum = 0;
  for (int i = 0; i != 100; ++i) {
    const int item = co_await queue.get();
    sum += item;
  }
  say(sum, queue.empty());
}

Coro<> getters_in_order() {
  Queue queue;
  Tasks tasks = getting(3, queue);
  co_await asyncio::sleep(0.005);
  for (const int item : {1, 2}) co_await queue.put(item);
  co_await asyncio::sleep(0.005);
  queue.put_nowait(3);
  co_await each_of(tasks);
}

Coro<> get_now_and_then(Queue& queue, int count) {
  for (int i = 0; i != count; ++i) {
    co_await get_and_say("main", queue);
    co_await asyncio::sleep(0.005);
  }
}

Coro<> putters_in_order() {
  Queue queue(1);
  Tasks tasks = putting(4, queue);
  co_await asyncio::sleep(0.005);
  co_await get_now_and_then(queue, 4);
  co_await each_of(tasks);
}

Coro<> a_getter_is_cancelled() {
  Queue queue;
  Tasks tasks = getting(3, queue);
  co_await asyncio::sleep(0.005);
  tasks[1].cancel();
  for (const int item : {1, 2}) queue.put_nowait(item);
  co_await each_of(tasks);
}

Coro<> a_getter_is_cancelled_before_it_runs() {
  Queue queue;
  Tasks tasks = getting(2, queue);
  co_await asyncio::sleep(0.005);
  queue.put_nowait(1);
  tasks[0].cancel();
  co_await each_of(tasks);
  Task<> late = asyncio::create_task(gets("c", queue));
  co_await asyncio::sleep(0.005);
  queue.put_nowait(2);
  late.cancel();
  co_await late;
  const std::size_t size = queue.qsize();
  const int item = co_await queue.get();
  say(size, item);
}

Coro<> a_putter_is_cancelled() {
  Queue queue(1);
  Tasks tasks = putting(4, queue);
  co_await asyncio::sleep(0.005);
  tasks[2].cancel();
  co_await asyncio::sleep(0.005);
  co_await get_now_and_then(queue, 3);
  co_await each_of(tasks);
  say(queue.empty());
}

Coro<> a_putter_is_cancelled_before_it_runs() {
  Queue queue(1);
  Tasks tasks = putting(3, queue);
  co_await asyncio::sleep(0.005);
  const int first = *queue.get_nowait();
  say("main got", first);
  tasks[1].cancel();
  co_await each_of(tasks);
  const int second = *queue.get_nowait();
  say("main got", second, queue.empty());
}

struct Product {
  const char* producer;
  int item;
};
using Products = asyncio::Queue<Product>;

Coro<> produces(const char* name, Products& queue, int count, double seconds) {
  for (int item = 0; item != count; ++item) {
    co_await asyncio::sleep(seconds);
    const Product product{name, item};
    co_await queue.put(product);
    say(name, "put", item);
  }
}

Coro<> consumes(const char* name, Products& queue, int count, double seconds) {
  for (int i = 0; i != count; ++i) {
    const Product product = co_await queue.get();
    say(name, "got", product.producer, product.item);
    co_await asyncio::sleep(seconds);
  }
}

Coro<> producers_and_consumers() {
  Products queue(2);
  co_await asyncio::gather(produces("p", queue, 4, 0.0011), produces("q", queue, 3, 0.0017),
                           consumes("x", queue, 3, 0.005), consumes("y", queue, 4, 0.0043));
}

Coro<> works(const char* name, Queue& queue) {
  for (;;) {
    const int item = co_await queue.get();
    co_await asyncio::sleep(0.005);
    say(name, "has done", item);
    queue.task_done();
  }
}

Coro<> joins(Queue& queue) {
  co_await queue.join();
  say("joined");
}

Coro<> joined() {
  Queue queue;
  co_await queue.join();
  for (int item = 0; item != 5; ++item) queue.put_nowait(item);
  Tasks workers;
  for (int i = 0; i != 2; ++i) workers.push_back(asyncio::create_task(works(names[i], queue)));
  Task<> joiner = asyncio::create_task(joins(queue));
  co_await queue.join();
  say("main joined");
  co_await joiner;
  for (const Task<>& worker : workers) {
    worker.cancel();
    (void)co_await asyncio::as_result(worker);
  }
}

Coro<> done_too_often() {
  Queue queue;
  queue.put_nowait(1);
  queue.get_nowait();
  queue.task_done();
  say(attempt("ValueError", [&queue] { return queue.task_done(); }));
  co_return;
}

Coro<> waiting_for_so_long() {
  Queue queue(1);
  auto got = co_await asyncio::as_result(asyncio::wait_for(queue.get(), 0.01));
  if (!got) say(got.error().name(), queue.qsize());
  co_await queue.put(1);
  auto put = co_await asyncio::as_result(asyncio::wait_for(queue.put(2), 0.01));
  if (!put) say(put.error().name(), queue.qsize());
  const int item = co_await asyncio::wait_for(queue.get(), 0.01);
  say(item, queue.empty());
}

Coro<> app() {
  co_await section("without waiting", without_waiting);
  co_await section("without a size", without_a_size);
  co_await section("getters in order", getters_in_order);
  co_await section("putters in order", putters_in_order);
  co_await section("a getter is cancelled", a_getter_is_cancelled);
  co_await section("cancelled with an item", a_getter_is_cancelled_before_it_runs);
  co_await section("a putter is cancelled", a_putter_is_cancelled);
  co_await section("cancelled with a place", a_putter_is_cancelled_before_it_runs);
  co_await section("producers and consumers", producers_and_consumers);
  co_await section("joined", joined);
  co_await section("done too often", done_too_often);
  co_await section("waiting for so long", waiting_for_so_long);
}

}  // namespace

int main() { asyncio::run(app()); }
