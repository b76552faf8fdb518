// SPDX-License-Identifier: MIT
// SPI controllers, as MicroPython's machine.SPI: what the bus (drivers/bus/spi.hpp) asks of a chip.
// A port supplies three calls: `begin`, `abort`, and `done` from its interrupt. Who waits, and the
// devices' chip selects, are the bus's.
#pragma once

#include "uasyncio/machine/abort.hpp"
#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// How a controller's lines move, in MicroPython's words.
struct SPIOptions {
  std::uint32_t baudrate = 1'000'000;  // bits a second, at most
  bool polarity = false;               // of the clock at rest: high
  bool phase = false;                  // bits are taken at the clock's second edge, not its first
};

/// One transaction of `size` bytes each way: first those of `out`, then `fill` for the others; the
/// bytes that come back from number `in_from` on go to `in`.
struct SPIRequest {
  const std::uint8_t* out = nullptr;
  std::uint8_t* in = nullptr;
  std::uint16_t size = 0;
  std::uint16_t out_size = 0;  // not more than `size`, as the next one
  std::uint16_t in_from = 0;
  std::uint8_t fill = 0;
};

/// A request under way. It belongs to the bus and lives as long as that; a port keeps a pointer
/// from `begin` until it calls `done`. The functions are for ports: from interrupts and the loop's
/// thread.
class SPITransfer {
 public:
  SPITransfer(const SPITransfer&) = delete;
  SPITransfer& operator=(const SPITransfer&) = delete;

  const SPIRequest& request() const noexcept { return request_; }
  /// How many bytes are left to send; as many as there is room for may be ahead of those that have
  /// come.
  std::uint16_t out_left() const noexcept {
    return static_cast<std::uint16_t>(request_.size - sent_);
  }
  /// How many bytes are left to come.
  std::uint16_t in_left() const noexcept {
    return static_cast<std::uint16_t>(request_.size - came_);
  }
  /// The next byte to send. Only if one is left.
  std::uint8_t take_out() noexcept {
    const std::uint16_t number = sent_++;
    return number < request_.out_size ? request_.out[number] : request_.fill;
  }
  /// The next byte has come. Only if one is left.
  void put_in(std::uint8_t byte) noexcept {
    const std::uint16_t number = came_++;
    if (number >= request_.in_from) request_.in[number - request_.in_from] = byte;
  }
  /// The transaction is over, the clock at rest: well, or with the number of an OSError. Once for
  /// each `begin`, and for an `abort` that answered `later`. From interrupts, other threads and
  /// tasks, also inside of `begin`.
  void done(std::uint8_t os_error = 0) noexcept { done_(*this, os_error); }

 protected:
  using Done = void (*)(SPITransfer&, std::uint8_t os_error) noexcept;
  explicit SPITransfer(Done on_done) noexcept : done_(on_done) {}
  ~SPITransfer() = default;
  void load(const SPIRequest& request) noexcept {
    request_ = request;
    sent_ = came_ = 0;
  }

 private:
  SPIRequest request_;
  std::uint16_t sent_ = 0;
  std::uint16_t came_ = 0;
  Done done_;
};

/// `begin` starts a transaction, which ends with `done`. `abort` ends one before its time; none may
/// be under way, for `done` has just been called. From when it returns on, nothing is read from or
/// written to the request's memory: a port whose hardware goes on by itself copies through memory
/// of its own. Called again before the `done` of a `later`, it answers `now`, and that is not
/// called any more: the bus goes. Both are called from the loop's thread, one at a time, and
/// neither waits.
template <class Controller>
concept SPIController = requires(Controller controller, SPITransfer& transfer) {
  controller.begin(transfer);
  { controller.abort() } -> std::same_as<Abort>;
};

}  // namespace uasyncio::machine
