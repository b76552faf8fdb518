// SPDX-License-Identifier: MIT
// What the operations of a StreamReader give to co_await. Small: each one in a coroutine has a
// place of its own in the frame. What is the same for all is in the reader, once.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/delimiter.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace uasyncio {

class StreamReader;
class Transfer;

namespace detail {

/// Says whether enough has come, of a read that waits for more than bytes. Asked when some are
/// there: a full buffer, and what came before the end or an error, is always enough.
struct ReadJudge {
  bool (*is_enough)(ReadJudge&, std::size_t available) noexcept;
};

/// What a read asks for.
struct ReadWish {
  enum class Kind : std::uint8_t {
    some,      // at most `count` bytes
    memory,    // the same, into memory of the caller's, past the buffer
    exactly,   // `count` bytes
    peek,      // the same, not taken; fewer at the end
    until,     // up to the delimiter
    line,      // the same, or to the end
    skip,      // dropped up to the delimiter
    all,       // to the end
    transfer,  // as much as `transfer` has room for
    judged,    // all that is there once `judge` says so
  };
  Kind kind;
  Delimiter delimiter;
  union {
    std::size_t count;  // of bytes; with a delimiter: so many that are there do not begin it
    Transfer* transfer;
    ReadJudge* judge;
  };

  explicit ReadWish(Kind its_kind, std::size_t its_count = 0) noexcept
      : kind(its_kind), delimiter('\n'), count(its_count) {}
  ReadWish(Kind its_kind, Delimiter its_delimiter) noexcept
      : kind(its_kind), delimiter(its_delimiter), count(0) {}
  explicit ReadWish(Transfer& its_transfer) noexcept
      : kind(Kind::transfer), delimiter('\n'), transfer(&its_transfer) {}
  explicit ReadWish(ReadJudge& its_judge) noexcept
      : kind(Kind::judged), delimiter('\n'), judge(&its_judge) {}
};

class [[nodiscard("co_await it: without that nothing is read")]] ReadAwaiter : public FailsAsTask {
 public:
  explicit ReadAwaiter(StreamReader& reader) noexcept : reader_(&reader) {}
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept;

 protected:
  bool start(const ReadWish& wish) const noexcept;
  /// The same of a wish for a number of bytes, with fewer instructions.
  bool start_count(ReadWish::Kind kind, std::size_t count) const noexcept;
  std::string_view take() const;
  /// Goes on with the read, if its task still waits.
  void step() const noexcept;

  StreamReader* reader_;
};

/// Gives a view; asks for a number of bytes.
template <ReadWish::Kind kind>
class [[nodiscard("co_await it: without that nothing is read")]] ReadCount : public ReadAwaiter {
 public:
  ReadCount(StreamReader& reader, std::size_t count) noexcept
      : ReadAwaiter(reader), count_(count) {}
  bool await_ready() const noexcept { return start_count(kind, count_); }
  std::string_view await_resume() const { return take(); }

 private:
  std::size_t count_;
};

/// Gives a view; asks for what its kind says.
template <ReadWish::Kind kind>
class [[nodiscard("co_await it: without that nothing is read")]] ReadKind : public ReadAwaiter {
 public:
  using ReadAwaiter::ReadAwaiter;
  bool await_ready() const noexcept { return start(ReadWish(kind)); }
  std::string_view await_resume() const { return take(); }
};

class [[nodiscard("co_await it: without that nothing is read")]] ReadUntil : public ReadAwaiter {
 public:
  ReadUntil(StreamReader& reader, Delimiter delimiter) noexcept
      : ReadAwaiter(reader), delimiter_(delimiter) {}
  bool await_ready() const noexcept { return start(ReadWish(ReadWish::Kind::until, delimiter_)); }
  std::string_view await_resume() const { return take(); }

 private:
  Delimiter delimiter_;
};

class [[nodiscard("co_await it: without that nothing is dropped")]] SkipUntil : public ReadAwaiter {
 public:
  SkipUntil(StreamReader& reader, Delimiter delimiter) noexcept
      : ReadAwaiter(reader), delimiter_(delimiter) {}
  bool await_ready() const noexcept { return start(ReadWish(ReadWish::Kind::skip, delimiter_)); }
  bool await_resume() const { return !take().empty(); }

 private:
  Delimiter delimiter_;
};

class [[nodiscard("co_await it: without that nothing is read")]] ReadNext : public ReadAwaiter {
 public:
  using ReadAwaiter::ReadAwaiter;
  bool await_ready() const noexcept { return start(ReadWish(ReadWish::Kind::line)); }
  std::optional<std::string_view> await_resume() const {
    const std::string_view line = take();
    return line.empty() ? std::nullopt : std::optional(line);
  }
};

class [[nodiscard("co_await it: without that nothing is read")]] ReadInto : public ReadAwaiter {
 public:
  ReadInto(StreamReader& reader, std::span<std::byte> memory) noexcept
      : ReadAwaiter(reader), memory_(memory) {}
  bool await_ready() const noexcept;
  std::size_t await_resume() const;

 private:
  std::span<std::byte> memory_;
};

class [[nodiscard("co_await it: without that nothing is read")]] ReadTransfer : public ReadAwaiter {
 public:
  ReadTransfer(StreamReader& reader, Transfer& transfer) noexcept
      : ReadAwaiter(reader), transfer_(&transfer) {}
  bool await_ready() const noexcept { return start(ReadWish(*transfer_)); }
  void await_resume() const { (void)take(); }

 private:
  Transfer* transfer_;
};

}  // namespace detail
}  // namespace uasyncio
