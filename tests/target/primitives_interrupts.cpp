// SPDX-License-Identifier: MIT
// The primitives that interrupts use, used by real interrupts: while the loop sleeps, at every
// instant of going to sleep, at the instant of a time-out, and in long streams.
#include "interrupt.hpp"
#include "scenario.hpp"

#include <array>

using namespace uasyncio;
using namespace target_test;

namespace {

ThreadSafeFlag flag;
ThreadSafeEvent event;
Message<unsigned> message;
ThreadSafeQueue<unsigned, 4> queue;
RingIO<16> ring;
Loop* loop = nullptr;
volatile unsigned number = 0;  // what interrupts send

/// Whether the processor has slept since it was made.
class Sleepiness {
 public:
  bool has_slept() const noexcept { return platform::wakeups() != before_; }

 private:
  std::uint32_t before_ = platform::wakeups();
};

struct Random {
  unsigned below(unsigned end) noexcept {
    state = state * 1'664'525 + 1'013'904'223;
    return (state >> 16) % end;
  }
  std::uint32_t state = 12'345;
};
Random in_tasks;
Random in_interrupts;

// While the loop sleeps.

Coro<> a_flag_wakes_the_loop_once() {
  const Sleepiness sleepiness;
  const Clock clock;
  interrupt_after_us(3'000, [] {
    flag.set();
    flag.set();
  });
  co_await flag.wait();
  say(sleepiness.has_slept(), clock.milliseconds());
  say((co_await as_result(wait_for_ms(flag.wait(), 5))).error());
}

Coro<> wait_for_event(unsigned name) {
  co_await event.wait();
  say(name);
}

Coro<> an_event_wakes_all() {
  const Sleepiness sleepiness;
  auto one = create_task(wait_for_event(1));
  auto two = create_task(wait_for_event(2));
  interrupt_after_us(3'000, [] { event.set(); });
  co_await gather(one, two);
  say(sleepiness.has_slept(), event.is_set());
  event.clear();
}

Coro<> a_message_brings_the_newest_value() {
  const Sleepiness sleepiness;
  interrupt_after_us(3'000, [] {
    message.set(41);
    message.set(42);
  });
  say(co_await message);
  say(sleepiness.has_slept(), message.is_set());
  message.clear();
}

Coro<> a_queue_takes_what_it_has_room_for() {
  const Sleepiness sleepiness;
  interrupt_after_us(3'000, [] {
    number = 0;
    while (queue.put_sync(number)) number = number + 1;
  });
  say(co_await queue.get());
  say(sleepiness.has_slept(), number);
  while (auto item = queue.get_sync()) say(*item);
}

Coro<> a_ring_takes_lines() {
  const Sleepiness sleepiness;
  char line[16];
  interrupt_after_us(3'000, [] { number = ring.write("one\ntwo and a half\n"); });
  for (int count = 0; count != 2; ++count) {
    const std::size_t length = co_await ring.readline(line);
    say(std::string_view(line, length - 1));
    if (count == 0) interrupt_after_us(3'000, [] { ring.write("\n"); });
  }
  say(sleepiness.has_slept(), number, ring.any());
}

volatile unsigned asked = 0;
volatile unsigned refused = 0;

void call_ten_times() {
  for (unsigned count = 0; count != 10; ++count) {
    if (loop->call_soon_threadsafe([count] { say(count); })) {
      asked = asked + 1;
    } else {
      refused = refused + 1;
    }
  }
}

Coro<> calls_are_made_in_their_order() {
  const Sleepiness sleepiness;
  interrupt_after_us(3'000, call_ten_times);
  co_await sleep_ms(5);
  say("asked", asked, "refused", refused, sleepiness.has_slept());
  interrupt_after_us(3'000,
                     [] { loop->call_soon_threadsafe([] { return say_after(1, "coroutine"); }); });
  co_await sleep_ms(10);
}

DelayBase* delay = nullptr;

void trigger_four_times() {
  delay->trigger();
  number = number + 1;
  if (number != 4) interrupt_after_us(5'000, trigger_four_times);
}

Coro<> an_interrupt_puts_a_delay_off() {
  const Sleepiness sleepiness;
  const Clock clock;
  Delay_ms its([] { say("fires"); }, 10);
  delay = &its;
  number = 0;
  interrupt_after_us(5'000, trigger_four_times);
  co_await its.wait();
  say(clock.milliseconds(), sleepiness.has_slept());
}

// At every instant, from before the await, when nothing sleeps, until the loop sleeps.

using Await = Coro<> (*)();

Coro<> at_every_instant(Deed deed, Await await) {
  constexpr std::uint32_t until_asleep = 2'500;
  for (std::uint32_t ticks = least_ticks; ticks <= until_asleep; ++ticks) {
    const Sleepiness sleepiness;
    number = ticks;
    interrupt_after_ticks(ticks, deed);
    co_await await();
    if (ticks == least_ticks || ticks == until_asleep) say(ticks, sleepiness.has_slept());
  }
}

Coro<> a_flag_at_every_instant() {
  return at_every_instant([] { flag.set(); }, []() -> Coro<> { co_await flag.wait(); });
}
Coro<> an_event_at_every_instant() {
  return at_every_instant([] { event.set(); },
                          []() -> Coro<> {
                            co_await event.wait();
                            event.clear();
                          });
}
Coro<> a_message_at_every_instant() {
  return at_every_instant([] { message.set(number); },
                          []() -> Coro<> {
                            const unsigned value = *co_await message.next();
                            CHECK_EQUAL(value, number);
                          });
}
Coro<> a_queue_at_every_instant() {
  return at_every_instant([] { queue.put_sync(number); },
                          []() -> Coro<> {
                            const unsigned item = co_await queue.get();
                            CHECK_EQUAL(item, number);
                          });
}
Coro<> a_ring_at_every_instant() {
  return at_every_instant([] { ring.write("ab"); },
                          []() -> Coro<> {
                            char bytes[3];
                            const std::size_t count = co_await ring.read(bytes);
                            CHECK_EQUAL(count, 2u);
                          });
}

Event called;

Coro<> a_call_at_every_instant() {
  return at_every_instant([] { loop->call_soon_threadsafe([] { called.set(); }); },
                          []() -> Coro<> {
                            co_await called.wait();
                            called.clear();
                          });
}

Coro<> a_delay_at_every_instant() {
  Delay_ms<> its;
  delay = &its;
  co_await at_every_instant([] { delay->trigger(1); },
                            []() -> Coro<> {
                              co_await delay->wait();
                              delay->clear();
                            });
}

// At the instant of a time-out: either comes first, and what the interrupt brings is not lost.

template <class Awaitable>
Coro<> around_a_time_out(Deed deed, Awaitable (*await)()) {
  bool came_in_time = false;
  bool came_too_late = false;
  for (unsigned microseconds = 700; microseconds < 1'300; ++microseconds) {
    number = microseconds;
    interrupt_after_us(microseconds, deed);
    const auto end = co_await as_result(wait_for_ms(await(), 1));
    (end.ok() ? came_in_time : came_too_late) = true;
    if (!end.ok()) co_await wait_for_ms(await(), 10);
  }
  say(came_in_time, came_too_late);
}

Coro<> a_flag_around_a_time_out() {
  return around_a_time_out([] { flag.set(); }, +[] { return flag.wait(); });
}
Coro<> a_queue_around_a_time_out() {
  co_await around_a_time_out([] { queue.put_sync(number); }, +[] { return queue.get(); });
  say(queue.empty());
}

// Streams: an interrupt every few hundred microseconds, at changing phases.

constexpr unsigned stream_length = 3'000;
volatile unsigned sent = 0;
volatile unsigned received = 0;
volatile unsigned wrong = 0;          // received, and not what was due
volatile unsigned times_refused = 0;  // full, or empty

void begin_stream(Deed deed) {
  sent = 0;
  received = 0;
  wrong = 0;
  times_refused = 0;
  interrupt_after_us(300, deed);
}

void interrupt_again(Deed deed) {
  const std::uint32_t ticks = ticks_in_a_millisecond();
  interrupt_after_ticks(ticks / 8 + in_interrupts.below(ticks / 2), deed);
}

/// Now and then a task is busy, yields or sleeps, so that the stream runs full or empty.
Coro<> dawdle() {
  switch (in_tasks.below(8)) {
    case 0: co_await sleep_us(in_tasks.below(900)); break;
    case 1: co_await sleep_ms(0); break;
    case 2: {
      const Time until = loop->time() + in_tasks.below(700);
      while (loop->time() < until) {
      }
      break;
    }
    default: break;
  }
  static unsigned calls = 0;
  if (++calls % 40 == 0) co_await sleep_ms(20);  // not by chance: every stream needs it
}

void send_an_item() {
  if (queue.put_sync(sent)) {
    sent = sent + 1;
  } else {
    times_refused = times_refused + 1;
  }
  if (sent != stream_length) interrupt_again(send_an_item);
}

Coro<> take_items(unsigned share) {
  for (unsigned count = 0; count != share; ++count) {
    const unsigned item = co_await queue.get();
    CHECK_EQUAL(item, received);
    received = received + 1;
    co_await dawdle();
  }
}

Coro<> items_from_interrupts_to_two_tasks() {
  begin_stream(send_an_item);
  co_await gather(take_items(stream_length / 2), take_items(stream_length / 2));
  say(received, queue.empty(), times_refused != 0);
}

void take_some_items() {
  for (unsigned count = in_interrupts.below(4); count != 0; --count) {
    if (auto item = queue.get_sync()) {
      if (*item != received) wrong = wrong + 1;
      received = received + 1;
    } else {
      times_refused = times_refused + 1;
    }
  }
  if (received != stream_length) interrupt_again(take_some_items);
}

Coro<> until_all_is_received() {
  while (received != stream_length) co_await sleep_ms(1);
}

Coro<> items_from_a_task_to_interrupts() {
  begin_stream(take_some_items);
  while (sent != stream_length) {
    co_await queue.put(sent);
    sent = sent + 1;
    co_await dawdle();
  }
  co_await until_all_is_received();
  say(received, wrong, queue.empty(), times_refused != 0);
}

constexpr std::size_t piece_length = 7;
using Piece = std::array<unsigned char, piece_length>;

unsigned char byte_at(unsigned position) { return static_cast<unsigned char>(position % 251); }

/// The next bytes of the stream, no more than are left.
std::span<const unsigned char> next_piece(Piece& piece) {
  const unsigned length =
      std::min(1 + in_interrupts.below(piece_length), stream_length - unsigned{sent});
  for (unsigned i = 0; i != length; ++i) piece[i] = byte_at(sent + i);
  return std::span(piece).first(length);
}

void receive(std::span<const unsigned char> bytes) {
  for (unsigned char byte : bytes) {
    if (byte != byte_at(received)) wrong = wrong + 1;
    received = received + 1;
  }
}

void send_bytes() {
  Piece piece;
  const auto bytes = next_piece(piece);
  const std::size_t count = ring.write(bytes);
  sent = sent + count;
  if (count != bytes.size()) times_refused = times_refused + 1;
  if (sent != stream_length) interrupt_again(send_bytes);
}

Coro<> bytes_from_interrupts_to_a_task() {
  begin_stream(send_bytes);
  while (received != stream_length) {
    Piece piece;
    const std::size_t count = co_await ring.read(piece);
    receive(std::span(piece).first(count));
    co_await dawdle();
  }
  say(received, wrong, ring.any(), times_refused != 0);
}

void receive_bytes() {
  Piece piece;
  const std::size_t count = ring.readinto(std::span(piece).first(1 + in_interrupts.below(7)));
  if (count == 0) times_refused = times_refused + 1;
  receive(std::span(piece).first(count));
  if (received != stream_length) interrupt_again(receive_bytes);
}

Coro<> bytes_from_a_task_to_interrupts() {
  begin_stream(receive_bytes);
  while (sent != stream_length) {
    std::array<unsigned char, 30> piece;  // more than the ring holds
    for (unsigned char& byte : piece) {
      byte = byte_at(sent);
      sent = sent + 1;
    }
    co_await ring.write_all(piece);
    co_await dawdle();
  }
  co_await until_all_is_received();
  say(received, wrong, ring.any(), times_refused != 0);
}

constexpr Scenario scenarios[] = {
    {"ThreadSafeFlag", a_flag_wakes_the_loop_once, "1 3 TimeoutError"},
    {"ThreadSafeEvent", an_event_wakes_all, "1 2 1 1"},
    {"Message", a_message_brings_the_newest_value, "42 1 1"},
    {"ThreadSafeQueue", a_queue_takes_what_it_has_room_for, "0 1 4 1 2 3"},
    {"RingIO", a_ring_takes_lines, "one two and a ha 1 16 0"},
    {"call_soon_threadsafe", calls_are_made_in_their_order,
     "0 1 2 3 4 5 6 7 asked 8 refused 2 1 coroutine"},
    {"Delay_ms.trigger", an_interrupt_puts_a_delay_off, "fires 30 1"},
    {"ThreadSafeFlag, at every instant", a_flag_at_every_instant, "64 0 2500 1"},
    {"ThreadSafeEvent, at every instant", an_event_at_every_instant, "64 0 2500 1"},
    {"Message, at every instant", a_message_at_every_instant, "64 0 2500 1"},
    {"ThreadSafeQueue, at every instant", a_queue_at_every_instant, "64 0 2500 1"},
    {"RingIO, at every instant", a_ring_at_every_instant, "64 0 2500 1"},
    {"call_soon_threadsafe, at every instant", a_call_at_every_instant, "64 0 2500 1"},
    {"Delay_ms.trigger, at every instant", a_delay_at_every_instant, "64 1 2500 1"},
    {"ThreadSafeFlag around a time-out", a_flag_around_a_time_out, "1 1"},
    {"ThreadSafeQueue around a time-out", a_queue_around_a_time_out, "1 1 1"},
    {"ThreadSafeQueue, to tasks", items_from_interrupts_to_two_tasks, "3000 1 1"},
    {"ThreadSafeQueue, to interrupts", items_from_a_task_to_interrupts, "3000 0 1 1"},
    {"RingIO, to a task", bytes_from_interrupts_to_a_task, "3000 0 0 1"},
    {"RingIO, to interrupts", bytes_from_a_task_to_interrupts, "3000 0 0 1"},
};

Coro<> app() {
  loop = Loop::running();
  co_await play_all(scenarios);
}

}  // namespace

int main() {
  ticks_in_a_millisecond();
  asyncio::run(app());
  // An interrupt may come while a failure is thrown.
  CHECK_AT_MOST(platform::stack_used(), UASYNCIO_EXCEPTIONS != 0 ? 1'664u : 1'536u);
  return status();
}
