// SPDX-License-Identifier: MIT
// I2C controllers, as MicroPython's machine.I2C: what the bus (drivers/bus/i2c.hpp) asks of a chip.
// A port supplies three calls: `begin`, `abort`, and `done` from its interrupt. Who waits,
// time-outs and recovery are the bus's.
#pragma once

#include "uasyncio/machine/abort.hpp"
#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// How a transfer ended: the number of the OSError, as MicroPython has it on every platform.
enum class I2CStatus : std::uint8_t {
  ok = 0,
  io = 5,              // EIO: a byte was not acknowledged
  busy = 16,           // EBUSY: the bus is not free, or another controller has won it
  no_device = 19,      // ENODEV: nobody acknowledged the address
  not_supported = 95,  // EOPNOTSUPP: the controller has no repeated START
  timed_out = 110,     // ETIMEDOUT: it took too long, for example because a device held the clock
};

/// One transaction: START, the address, `prefix` and `out`; then, if `in` is to be read, a repeated
/// START, the address and `in`; STOP. Without anything to send it begins with the reading, and
/// without anything at all the address alone is sent.
struct I2CRequest {
  const std::uint8_t* out = nullptr;
  std::uint8_t* in = nullptr;
  std::uint32_t prefix = 0;    // goes before `out`, its highest byte first: a register's number
  std::uint16_t out_size = 0;  // bytes
  std::uint16_t in_size = 0;
  std::uint8_t prefix_size = 0;  // bytes of `prefix`, 0 to 4
  std::uint8_t address = 0;      // seven bits
};

/// A request under way. It belongs to the bus and lives as long as that; a port keeps a pointer
/// from `begin` until it calls `done`. The functions are for ports: from interrupts and the loop's
/// thread.
class I2CTransfer {
 public:
  I2CTransfer(const I2CTransfer&) = delete;
  I2CTransfer& operator=(const I2CTransfer&) = delete;

  const I2CRequest& request() const noexcept { return request_; }
  /// Whether the transaction begins with the address for writing.
  bool begins_with_write() const noexcept { return has_out() || request_.in_size == 0; }
  /// Whether a byte is left to send.
  bool has_out() const noexcept { return request_.prefix_size != 0 || request_.out_size != 0; }
  /// The next byte to send. Only if there is one.
  std::uint8_t take_out() noexcept {
    if (request_.prefix_size != 0) {
      return static_cast<std::uint8_t>(request_.prefix >> 8 * --request_.prefix_size);
    }
    --request_.out_size;
    return *request_.out++;
  }
  /// How many bytes are left to read; the last one is not acknowledged.
  std::uint16_t in_left() const noexcept { return request_.in_size; }
  /// The next byte has come. Only if one is left.
  void put_in(std::uint8_t byte) noexcept {
    --request_.in_size;
    *request_.in++ = byte;
  }
  /// The transaction is over, and the bus free. Once for each `begin`, and for an `abort` that
  /// answered `later`. From interrupts, other threads and tasks, also inside of `begin`.
  void done(I2CStatus status) noexcept { done_(*this, status); }

 protected:
  using Done = void (*)(I2CTransfer&, I2CStatus) noexcept;
  explicit I2CTransfer(Done on_done) noexcept : done_(on_done) {}
  ~I2CTransfer() = default;
  void load(const I2CRequest& request) noexcept { request_ = request; }

 private:
  I2CRequest request_;
  Done done_;
};

/// `begin` starts a transaction, which ends with `done`. `abort` ends one before its time; none may
/// be under way, for `done` has just been called. From when it returns on, nothing is read from or
/// written to the request's memory: a port whose hardware goes on by itself copies through memory
/// of its own. If it answers `now`, both lines are free and the next `begin` may come at once.
/// Called again before the `done` of a `later`, it answers `now`, and that is not called any more:
/// the bus goes. Both are called from the loop's thread, one at a time, and neither waits.
template <class Controller>
concept I2CController = requires(Controller controller, I2CTransfer& transfer) {
  controller.begin(transfer);
  { controller.abort() } -> std::same_as<Abort>;
};

/// The levels of both lines, true is high; or which of them are let go.
struct I2CLevels {
  bool scl;
  bool sda;
};

/// A controller whose lines can be moved by hand, open-drain, while no transaction is under way: so
/// the bus frees a device that holds SDA. The next `begin` takes the lines back. Without it `abort`
/// has to send a STOP itself.
template <class Controller>
concept I2CLines = requires(Controller controller, I2CLevels levels) {
  controller.drive(levels);
  { controller.levels() } -> std::same_as<I2CLevels>;
};

}  // namespace uasyncio::machine
