// SPDX-License-Identifier: MIT
// What the operations of a StreamWriter give to co_await.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/core/coro.hpp"

#include <cstddef>
#include <span>

namespace uasyncio {

class StreamWriter;

namespace detail {

/// A write that may wait. While it does it stands in the writer's list, and the bytes go out from
/// where they are; if it is destroyed there, by a cancel, the writer takes care of the rest.
class [[nodiscard("co_await it: without that nothing is written")]] WriteAwaiter
    : public FailsAsTask {
 public:
  WriteAwaiter(StreamWriter& writer, std::span<const std::byte> bytes) noexcept
      : writer_(&writer), rest_(bytes) {}
  /// Only before it is awaited.
  WriteAwaiter(WriteAwaiter&& unused) noexcept = default;
  WriteAwaiter& operator=(WriteAwaiter&&) = delete;
  ~WriteAwaiter() {
    if (is_listed_) withdraw();
  }

  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> awaiting) noexcept;
  void await_resume() const { raise_pending_failure(); }

 protected:
  bool has_more_ = false;  // it is a WriteLinesAwaiter

 private:
  friend class uasyncio::StreamWriter;
  void withdraw() noexcept;

  bool is_listed_ = false;
  bool has_begun_ = false;
  bool must_be_told_ = false;  // nothing would make it go on by itself
  StreamWriter* writer_;
  WriteAwaiter* next_ = nullptr;
  kernel::TaskHeader* task_ = nullptr;
  std::span<const std::byte> rest_;
};

class [[nodiscard("co_await it: without that nothing is written")]] WriteLinesAwaiter
    : public WriteAwaiter {
 public:
  WriteLinesAwaiter(StreamWriter& writer, std::span<const ConstBytes> pieces) noexcept
      : WriteAwaiter(writer, {}), pieces_(pieces) {
    has_more_ = true;
  }

 private:
  friend class uasyncio::StreamWriter;
  std::span<const ConstBytes> pieces_;  // after `rest_`
};

class [[nodiscard("co_await it: without that nobody waits")]] DrainAwaiter : public FailsAsTask {
 public:
  explicit DrainAwaiter(StreamWriter& writer) noexcept : writer_(&writer) {}
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept;
  void await_resume() const { raise_pending_failure(); }

 private:
  StreamWriter* writer_;
};

class [[nodiscard("co_await it: without that nobody waits")]] ClosedAwaiter : public FailsAsTask {
 public:
  explicit ClosedAwaiter(StreamWriter& writer) noexcept : writer_(&writer) {}
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept;
  void await_resume() const { raise_pending_failure(); }

 private:
  StreamWriter* writer_;
};

}  // namespace detail
}  // namespace uasyncio
