// SPDX-License-Identifier: MIT
// Transfer: a read of any length that knows how far it is.
#pragma once

#include "uasyncio/core/bytes.hpp"

#include <cstddef>
#include <span>

namespace uasyncio {

/// Memory to be filled by StreamReader::readexactly, for more bytes than the reader's buffer holds.
/// A read that was cancelled, timed out or failed goes on where it was when it is awaited again.
///   Transfer transfer(memory);
///   co_await wait_for(reader.readexactly(transfer), 5);
/// The memory must live, and the Transfer too, until the read is over or cancelled. From tasks and
/// plain code of the loop's thread.
class Transfer {
 public:
  explicit Transfer(detail::MutableBytes memory) noexcept : take_(&copy), memory_(memory) {}

  /// How many bytes have come so far.
  std::size_t done() const noexcept { return done_; }
  bool is_complete() const noexcept { return done_ == memory_.size(); }
  /// What has come so far.
  std::span<std::byte> received() const noexcept { return memory_.first(done_); }
  /// What is still to be filled.
  std::span<std::byte> rest() const noexcept { return memory_.subspan(done_); }

  /// So many bytes have been written to the beginning of `rest()`. For who fills it.
  void advance(std::size_t count) noexcept { done_ += count; }

 private:
  friend class StreamReader;
  /// Takes as much of the bytes as there is room for, and gives how much that is.
  std::size_t take(std::span<const std::byte> bytes) noexcept { return take_(*this, bytes); }
  static std::size_t copy(Transfer& transfer, std::span<const std::byte> bytes) noexcept;

  // By a pointer, so that programs without a Transfer have no room for the copying.
  std::size_t (*take_)(Transfer& transfer, std::span<const std::byte> bytes) noexcept;
  std::span<std::byte> memory_;
  std::size_t done_ = 0;
};

}  // namespace uasyncio
