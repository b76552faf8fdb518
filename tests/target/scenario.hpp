// SPDX-License-Identifier: MIT
// For tests that say what happens, word by word: a scenario's words are compared with what they
// should be, it must end, and leave nothing behind in the frame pool.
#pragma once

#include "check.hpp"

#include "ports/bare_metal/diagnosis.hpp"

#include <charconv>
#include <concepts>
#include <cstring>
#include <span>
#include <uasyncio.hpp>

namespace target_test {

namespace asyncio = uasyncio;

class Transcript {
 public:
  void clear() noexcept { length_ = 0; }
  std::string_view text() const noexcept { return {text_, length_}; }
  void add(std::string_view word) noexcept {
    if (length_ != 0) append(" ");
    append(word);
  }

 private:
  void append(std::string_view piece) noexcept {
    const std::size_t count = std::min(piece.size(), sizeof text_ - length_);
    std::memcpy(text_ + length_, piece.data(), count);
    length_ += count;
  }

  char text_[240];
  std::size_t length_ = 0;
};

inline Transcript transcript;

inline void say_word(std::string_view word) { transcript.add(word); }
inline void say_word(asyncio::Error error) { transcript.add(error.name()); }
template <std::integral Number>
void say_word(Number number) {
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, static_cast<long>(number));
  transcript.add({text, static_cast<std::size_t>(end.ptr - text)});
}

template <class... Words>
void say(const Words&... words) {
  (say_word(words), ...);
}

/// Says a word when it is destroyed.
class Guard {
 public:
  explicit Guard(const char* word) noexcept : word_(word) {}
  ~Guard() { say(word_); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  const char* word_;
};

/// Milliseconds since it was made, rounded down.
class Clock {
 public:
  Clock() noexcept : start_(asyncio::Loop::running()->time()) {}
  asyncio::Time milliseconds() const noexcept {
    return (asyncio::Loop::running()->time() - start_) / 1'000;
  }

 private:
  asyncio::Time start_;
};

inline asyncio::Coro<> say_after(unsigned milliseconds, const char* word) {
  co_await asyncio::sleep_ms(milliseconds);
  say(word);
}
inline asyncio::Coro<int> give_after(unsigned milliseconds, int value) {
  co_await asyncio::sleep_ms(milliseconds);
  co_return value;
}
inline asyncio::Coro<int> fail_after(unsigned milliseconds, asyncio::Error error) {
  co_await asyncio::sleep_ms(milliseconds);
  co_await asyncio::fail(error);
  co_return 0;
}
/// Sleeps until it is cancelled, and says that.
inline asyncio::Coro<> sleep_on(const char* word) {
  const Guard guard(word);
  co_await asyncio::sleep(1'000'000);
}

struct Scenario {
  std::string_view name;
  asyncio::Coro<> (*body)();
  std::string_view expected;
};

inline void check_words(const Scenario& scenario) {
  if (transcript.text() == scenario.expected) return;
  ++failures;
  for (std::string_view piece :
       {std::string_view("failed: "), scenario.name, std::string_view("\n  it said:   "),
        transcript.text(), std::string_view("\n  should be: "), scenario.expected,
        std::string_view("\n")}) {
    print(piece);
  }
}

inline asyncio::Coro<> play(const Scenario& scenario) {
  constexpr int most_seconds = 60;
  const std::size_t used_before = asyncio::FramePool::current().used();
  transcript.clear();
  const auto end = co_await asyncio::as_result(asyncio::wait_for(scenario.body(), most_seconds));
  if (!end.ok()) say("failed:", end.error());
  co_await asyncio::sleep_ms(1);  // those that were cancelled end
  check_words(scenario);
  check(asyncio::FramePool::current().used() == used_before, scenario.name,
        asyncio::FramePool::current().used() - used_before);
}

inline asyncio::Coro<> play_all(std::span<const Scenario> scenarios) {
  for (const Scenario& scenario : scenarios) co_await play(scenario);
}

}  // namespace target_test
