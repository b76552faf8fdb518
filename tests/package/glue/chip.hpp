// SPDX-License-Identifier: MIT
// One core in virtual time, for stand-ins of SDKs: most of their calls take a microsecond, and what
// is to interrupt comes at its time, at the end of a call.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

namespace chip {

enum class From { interrupt, task };
struct Event {
  From from;
  std::function<void()> call;
};
using Events = std::multimap<std::uint64_t, Event>;

inline std::uint64_t time = 0;  // microseconds
inline Events events;
inline bool masked = false;
inline const Event* running = nullptr;  // none: the loop
inline unsigned wakeups = 0;

inline constexpr std::uint64_t never = ~std::uint64_t{0};

inline bool in_interrupt() { return running != nullptr && running->from == From::interrupt; }

inline Events::iterator at(std::uint64_t when, std::function<void()> call,
                           From from = From::interrupt) {
  return events.insert({when, {from, std::move(call)}});
}

/// What is due, unless interrupts are masked. Handlers do not nest.
inline void serve() {
  while (!masked && running == nullptr && !events.empty() && events.begin()->first <= time) {
    const auto node = events.extract(events.begin());
    running = &node.mapped();
    node.mapped().call();
    running = nullptr;
  }
}

inline void step() {
  ++time;
  serve();
}

/// Until something interrupts, masked or not, or until `end`.
inline void sleep(std::uint64_t end = never) {
  const std::uint64_t next = events.empty() ? never : events.begin()->first;
  if (next == never && end == never) {
    std::puts("sleeps for ever");
    std::exit(1);
  }
  if (time < next && time < end) time = next < end ? next : end;
  serve();
}

inline bool mask() {
  const bool before = masked;
  masked = true;
  return before;
}
inline void unmask(bool before) {
  masked = before;
  serve();
}

// Pins: levels, edges of outputs, and what the stand-in does at an edge of an input.
inline bool levels[32] = {};
inline std::function<void(unsigned pin, bool level)> on_edge = [](unsigned, bool) {};
inline std::function<void(unsigned pin, bool level)> on_output = [](unsigned, bool) {};

inline void output(unsigned pin, bool level) {
  if (levels[pin] == level) return;
  levels[pin] = level;
  on_output(pin, level);
}
/// Somebody drives an input, in the interrupt that this is.
inline void drive(unsigned pin, bool level) {
  if (levels[pin] == level) return;
  levels[pin] = level;
  on_edge(pin, level);
}

}  // namespace chip
