// SPDX-License-Identifier: MIT
// What the scenarios share with virtual_loop.py: each says what happens, and when.
#pragma once

#include <uasyncio.hpp>

#include <utility>
#include <vector>

namespace transcript {

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

inline asyncio::Time section_start = 0;

/// Milliseconds since the section began.
inline std::uint64_t now_ms() {
  const asyncio::Time since = asyncio::Loop::running()->time() - section_start;
  return since / asyncio::microseconds_per_millisecond;
}

template <class... Words>
void say(const Words&... words) {
  asyncio::print(now_ms(), words...);
}

/// A part of a scenario, with a clock of its own.
inline Coro<> section(const char* name, Coro<> (*body)()) {
  section_start = asyncio::Loop::running()->time();
  asyncio::print("==", name);
  co_await body();
}

inline constexpr const char* names[] = {"a", "b", "c", "d", "e", "f"};  // of tasks
using Tasks = std::vector<Task<>>;

/// Awaits one after the other, and fails as the first that does.
inline Coro<> each_of(Tasks tasks) {
  for (const Task<>& task : tasks) co_await task;
}
/// Waits until all are over, however they end.
template <class Some>
Coro<> end_of(Some tasks) {
  for (const auto& task : tasks) (void)co_await asyncio::as_result(task);
}

/// Says `name word` when its scope is cancelled or fails: what `except CancelledError` says in
/// Python. `dismiss` it where the scope ends well.
class Unwound {
 public:
  explicit Unwound(const char* name, const char* word = "cancelled") noexcept
      : name_(name), word_(word) {}
  ~Unwound() {
    if (name_ != nullptr) say(name_, word_);
  }
  Unwound(const Unwound&) = delete;
  Unwound& operator=(const Unwound&) = delete;
  void dismiss() noexcept { name_ = nullptr; }

 private:
  const char* name_;
  const char* word_;
};

/// Says `name word` however its scope ends: Python's `finally`.
class Finally {
 public:
  explicit Finally(const char* name, const char* word = "finally") noexcept
      : name_(name), word_(word) {}
  ~Finally() { say(name_, word_); }
  Finally(const Finally&) = delete;
  Finally& operator=(const Finally&) = delete;

 private:
  const char* name_;
  const char* word_;
};

/// Says when it ends, or that it was cancelled.
template <class T>
Coro<T> value_after(const char* name, T value, double seconds) {
  Unwound unwound(name);
  co_await asyncio::sleep(seconds);
  unwound.dismiss();
  say(name, "ends");
  co_return value;
}

inline Coro<> cleanup(double seconds) {
  say("cleanup {");
  co_await asyncio::sleep(seconds);
  say("} cleanup");
}

inline Coro<int> fails_after(double seconds, Error error) {
  co_await asyncio::sleep(seconds);
  co_await asyncio::fail(error);
}

}  // namespace transcript
