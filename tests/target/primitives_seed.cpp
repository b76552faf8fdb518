// SPDX-License-Identifier: MIT
// micropython-async's primitives on the board. Those for interrupts: primitives_interrupts.cpp.
#include "scenario.hpp"

#include <uasyncio/compat.hpp>

using namespace uasyncio;
using namespace target_test;

namespace {

Coro<> set_after(unsigned milliseconds, Event& event) {
  co_await sleep_ms(milliseconds);
  event.set();
}

// WaitAny, WaitAll, ELO.

Coro<> wait_any_gives_the_first() {
  Event event;
  ThreadSafeFlag flag;
  Delay_ms delay(20);
  WaitAny any(event, flag, delay);
  delay.trigger();
  auto setter = create_task(set_after(10, event));
  const Winner first = co_await any;
  say(first.index(), first == event, first == delay);
  any.clear();
  say(event.is_set(), delay.running());
  const Winner second = co_await any.wait();
  say(second.index(), second == delay, any.event() == delay);
}

Coro<> a_signal_that_is_not_needed_is_kept() {
  Event event;
  ThreadSafeFlag flag;
  WaitAny any(event, flag);
  event.set();
  flag.set();
  say((co_await any).index());
  co_await flag.wait();
  say("flag");
  Event never_set;
  WaitAll all(flag, never_set);
  flag.set();
  say((co_await as_result(wait_for_ms(all.wait(), 5))).error());
  co_await flag.wait();
  say("flag");
}

Coro<> wait_all_waits_for_the_last() {
  const Clock clock;
  Event one;
  Event two;
  Event never_set;
  auto setters = create_task(
      [](Event* first, Event* second) -> Coro<> {
        co_await gather(set_after(10, *first), set_after(30, *second));
      },
      &one, &two);
  WaitAll all(one, two);
  WaitAny any(never_set, all);
  const Winner winner = co_await any;
  say(winner == all, clock.milliseconds());
  all.clear();
  say(one.is_set(), two.is_set());
  co_await setters;
}

Coro<> a_task_as_an_event() {
  ELO slow(give_after, 20u, 7);
  ELO failing(fail_after(5, Error::os(5)));
  WaitAny any(slow, failing);
  const Winner winner = co_await any;
  say(winner.index(), slow.is_set(), failing.task().error());
  say(co_await slow.wait());
  say(co_await slow.task());
}

// Delay_ms.

int time_out() {
  say("callback");
  return 9;
}

Coro<> a_delay_is_put_off() {
  const Clock clock;
  Delay_ms delay(time_out, 20);
  for (int round = 0; round != 3; ++round) {
    delay.trigger();
    co_await sleep_ms(10);
  }
  say(delay.running(), delay.is_set());
  co_await delay.wait();
  say(clock.milliseconds(), *delay.rvalue(), delay.is_set());
  delay.trigger(5);
  delay.stop();
  co_await sleep_ms(10);
  say(delay.is_set());
}

Coro<> a_delay_starts_a_task() {
  Delay_ms delay([] { return give_after(5, 11); }, 10);
  delay.trigger();
  co_await delay.wait();
  say(delay.task().done());
  say(co_await delay.task());
}

// RingbufQueue, Broker, RegExp.

Coro<> a_full_ringbuf_queue_drops_the_oldest() {
  RingbufQueue<int, 3> queue;
  for (int item = 1; item != 4; ++item) say(queue.put_nowait(item));
  say(queue.put_nowait(4));
  say(queue.qsize(), *queue.peek());
  while (auto item = queue.get_nowait()) say(*item);
  auto getter = create_task(
      [](RingbufQueue<int, 3>* its) -> Coro<> {
        const int item = co_await its->get();
        say("got", item);
      },
      &queue);
  co_await sleep_ms(1);
  queue.put_nowait(5);
  co_await getter;
}

void hear(std::string_view topic, int message) { say(topic, message); }
Coro<> hear_later(std::string_view topic, int message) {
  co_await sleep_ms(1);
  say("later", topic, message);
}

class Listener : public Broker<int>::Agent {
 public:
  void put(std::string_view topic, const int& message) override { say("agent", topic, message); }
};

Coro<> a_broker_tells_those_who_subscribed() {
  Broker<int> broker;
  const RegExp rooms("room/[0-9]+$");
  Queue<Broker<int>::Item, 1> queue;
  Event event;
  Listener listener;
  say(broker.subscribe("door", hear));
  say(broker.subscribe("door", hear));  // once is enough
  say(broker.subscribe("door", queue));
  say(broker.subscribe(rooms, listener));
  say(broker.subscribe("room/1", listener));  // told once of each message
  say(broker.subscribe("room/2", event));
  say(broker.subscribe("late", hear_later));
  for (int message : {1, 2}) broker.publish("door", message);
  broker.publish("room/1", 3);
  broker.publish("room/2", 4);
  broker.publish("room/x", 5);
  broker.publish("late", 6);
  const auto item = co_await queue.get();
  say(item.first, item.second, broker.dropped(), event.is_set());
  say(broker.unsubscribe("door", hear));
  say(broker.unsubscribe("door", hear));
  broker.publish("door", 7);
  co_await sleep_ms(5);
}

Coro<> a_reg_exp_matches() {
  const RegExp expression("^a.c+[^x-z]?\\d*$");
  for (const char* text : {"abcc", "abccw12", "abccx", "ab", "abc1z"}) say(expression.match(text));
  say(RegExp("foo").match("foobar"), RegExp("foo$").match("foobar"), RegExp("[a").is_valid());
  co_return;
}

// launch, ValueEvent.

Coro<> launch_calls_or_makes_a_task() {
  say(launch(time_out));
  auto task = launch(give_after, 5u, 3);
  say(task.done());
  say(co_await task);
}

Coro<> wait_for_value(ValueEvent<int>& event, int number) {
  const int value = co_await event;
  say(number, "got", value);
}

Coro<> a_value_event_brings_a_value_to_all() {
  ValueEvent<int> event;
  auto one = create_task(wait_for_value(event, 1));
  auto two = create_task(wait_for_value(event, 2));
  co_await sleep_ms(1);
  event.set(42);
  event.clear();
  co_await gather(one, two);
  say(event.is_set(), event.value().has_value());
}

// NamedTask, Cancellable, Gatherable.

Coro<> a_named_task_is_found() {
  NamedTask reader("reader", sleep_on("~reader"));
  NamedTask again("reader", sleep_on, "again");
  say(NamedTask::is_running("reader"), again.error());
  co_await sleep_ms(1);
  say(co_await NamedTask::cancel("reader"));
  say(NamedTask::is_running("reader"));
  say(co_await NamedTask::cancel("reader"));
  NamedTask third("reader", give_after, 2u, 8);
  say(co_await third.task<int>());
}

Coro<> a_group_of_tasks_is_cancelled() {
  Cancellable one(sleep_on("~one"), 1);
  Cancellable two(finally(sleep_on("~two"), say_after(5, "cleaned")), 1);
  Cancellable other(say_after(10, "other"), 2);
  co_await sleep_ms(1);
  co_await Cancellable::cancel_all(1);
  say("all");
  co_await other;
}

Coro<> parts_of_a_gather_have_limits() {
  Event event;
  auto [one, two, three] =
      co_await Gather(Gatherable(give_after(5, 1), 1), Gatherable(sleep_on("~two"), 0.01),
                      Gatherable(event.wait(), 0.02));
  say(*one, two.error(), three.error());
}

constexpr Scenario scenarios[] = {
    {"WaitAny", wait_any_gives_the_first, "0 1 0 0 1 2 1 1"},
    {"WaitAny and WaitAll, signals", a_signal_that_is_not_needed_is_kept,
     "0 flag TimeoutError flag"},
    {"WaitAll", wait_all_waits_for_the_last, "1 30 0 0"},
    {"ELO", a_task_as_an_event, "1 0 OSError no error 7"},
    {"Delay_ms", a_delay_is_put_off, "1 0 callback 40 9 1 0"},
    {"Delay_ms, a task", a_delay_starts_a_task, "0 11"},
    {"RingbufQueue", a_full_ringbuf_queue_drops_the_oldest, "1 1 1 0 3 2 2 3 4 got 5"},
    {"Broker", a_broker_tells_those_who_subscribed,
     "1 0 1 1 1 1 1 door 1 door 2 agent room/1 3 agent room/2 4 door 1 1 1 1 0 later late 6"},
    {"RegExp", a_reg_exp_matches, "1 1 0 0 0 1 0 0"},
    {"launch", launch_calls_or_makes_a_task, "callback 9 0 3"},
    {"ValueEvent", a_value_event_brings_a_value_to_all, "1 got 42 2 got 42 0 0"},
    {"NamedTask", a_named_task_is_found, "1 ValueError ~reader 1 0 0 8"},
    {"Cancellable", a_group_of_tasks_is_cancelled, "~one ~two cleaned all other"},
    {"Gatherable", parts_of_a_gather_have_limits, "~two 1 TimeoutError TimeoutError"},
};

}  // namespace

int main() {
  asyncio::run(play_all(scenarios));
  CHECK_AT_MOST(platform::stack_used(), 1'536u);
  return status();
}
