// SPDX-License-Identifier: MIT
// I2C: a bus that many drivers share. docs/drivers/i2c.md shows wiring and use.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/drivers/bus/bus_queue.hpp"
#include "uasyncio/drivers/bus/i2c_addresses.hpp"
#include "uasyncio/machine/i2c.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>
#include <span>
#include <utility>

namespace uasyncio {

struct I2COptions {
  std::uint16_t timeout_ms = 50;  // of a transfer, beside a millisecond for each of its bytes
};

/// `I2C i2c(controller);` of a port's controller, or of SoftI2C. Transfers run one at a time,
/// whole, in the order in which they were awaited, whoever awaits them.
///
/// The words suspend until the transfer is over and fail with OSError: ENODEV (19) nobody answers
/// to the address, EIO (5) a byte was not acknowledged, ETIMEDOUT (110) it took longer than the
/// options allow, also because a device held the clock, EBUSY (16) the bus is not free: that is
/// tried again each millisecond until the time is over, EOPNOTSUPP (95) the controller cannot
/// repeat a START. ValueError: an address above 127, or more than 65,535 bytes. Buffers must live
/// until then.
///
/// Cancelling takes a waiting transfer out of the queue, and ends one under way at any byte: the
/// buffers are not touched any more, and before the next transfer the bus is recovered, which sends
/// a STOP. No memory but itself and the awaiter, no task. It must outlive those who wait for it;
/// not movable. From tasks of one loop.
class I2C : Alarm, machine::I2CTransfer {
 public:
  /// Takes the controller for itself. It must outlive the bus. From tasks and plain code.
  template <machine::I2CController Controller>
  explicit I2C(Controller& controller, I2COptions options = {}) noexcept
      : I2C(functions_of<Controller>, &controller, options) {}
  I2C(const I2C&) = delete;
  I2C& operator=(const I2C&) = delete;
  ~I2C();

  /// What `transact` gives.
  class [[nodiscard("co_await it: without that nothing is sent")]] Transaction
      : public detail::BusRequest {
   public:
    Transaction(I2C& bus, const machine::I2CRequest& request) noexcept
        : Transaction(bus, request, false) {}
    /// Only before it is awaited.
    Transaction(Transaction&& other) noexcept
        : Transaction(*other.bus_, other.request_, other.fails()) {}
    ~Transaction() {
      if (is_queued()) bus_->give_up(*this);
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept {
      this->wait(awaiting);
      bus_->add(*this);
    }
    Error await_resume() const { return this->end(); }

   protected:
    Transaction(I2C& bus, const machine::I2CRequest& request, bool fails) noexcept
        : BusRequest("I2C", fails), request_(request), bus_(&bus) {}

   private:
    friend I2C;
    machine::I2CRequest request_;
    I2C* bus_;
  };

  /// What the other words give.
  class [[nodiscard("co_await it: without that nothing is sent")]] Transfer : public Transaction {
   public:
    Transfer(I2C& bus, const machine::I2CRequest& request) noexcept
        : Transaction(bus, request, true) {}
    Transfer(Transfer&& other) noexcept = default;
    void await_resume() const { (void)this->end(); }
  };

  /// Sends the bytes.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Transfer writeto(std::uint8_t address, std::span<const std::uint8_t> bytes) noexcept;
  /// Fills the buffer.
  [[nodiscard("co_await it: without that nothing is read")]]
  Transfer readfrom_into(std::uint8_t address, std::span<std::uint8_t> buffer) noexcept;
  /// Sends, and then reads behind a repeated START, in one transaction.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Transfer writeto_then_readfrom(std::uint8_t address, std::span<const std::uint8_t> bytes,
                                 std::span<std::uint8_t> buffer) noexcept;
  /// Reads a device's memory, or a register, from `memaddr` on, which has `addrsize` bits: 8, 16,
  /// 24 or 32.
  [[nodiscard("co_await it: without that nothing is read")]]
  Transfer readfrom_mem_into(std::uint8_t address, std::uint32_t memaddr,
                             std::span<std::uint8_t> buffer, unsigned addrsize = 8) noexcept;
  /// Writes it.
  [[nodiscard("co_await it: without that nothing is written")]]
  Transfer writeto_mem(std::uint8_t address, std::uint32_t memaddr,
                       std::span<const std::uint8_t> bytes, unsigned addrsize = 8) noexcept;
  /// Any of these, and gives how it ended instead of failing: Error::none if well. For drivers.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Transaction transact(const machine::I2CRequest& request) noexcept {
    return Transaction(*this, request);
  }

  /// Asks each address from 8 to 119, and gives those that answer. Fails if the bus does, and with
  /// MemoryError if the pool is exhausted.
  [[nodiscard("co_await it: without that nobody is asked")]]
  Coro<I2CAddresses> scan();
  /// Frees the bus, in its turn: up to nine clocks until SDA rises, and a STOP. Fails with EBUSY if
  /// SDA stays low, with ETIMEDOUT if SCL does for 50 ms. The bus does this by itself after a
  /// transfer that was cancelled, took too long or was kept out. Nothing happens if the lines of
  /// the controller cannot be moved.
  [[nodiscard("co_await it: without that nothing is recovered")]]
  Transfer recover() noexcept {
    return Transfer(*this, {.prefix_size = recovery});
  }

 private:
  /// What a controller can do, whatever its type. The last two may be missing.
  struct Functions {
    void (*begin)(void* controller, machine::I2CTransfer& transfer) noexcept;
    machine::Abort (*abort)(void* controller) noexcept;
    void (*drive)(void* controller, machine::I2CLevels released) noexcept;
    machine::I2CLevels (*levels)(void* controller) noexcept;
  };
  template <class Controller>
  static constexpr Functions make_functions() noexcept {
    Functions functions{
        [](void* controller, machine::I2CTransfer& transfer) noexcept {
          static_cast<Controller*>(controller)->begin(transfer);
        },
        [](void* controller) noexcept { return static_cast<Controller*>(controller)->abort(); },
        nullptr, nullptr};
    if constexpr (machine::I2CLines<Controller>) {
      functions.drive = [](void* controller, machine::I2CLevels released) noexcept {
        static_cast<Controller*>(controller)->drive(released);
      };
      functions.levels = [](void* controller) noexcept {
        return static_cast<Controller*>(controller)->levels();
      };
    }
    return functions;
  }
  template <class Controller>
  static constexpr Functions functions_of = make_functions<Controller>();

  static constexpr std::uint8_t recovery = 0xFF;  // a `prefix_size`: no transaction is asked for

  enum class Stage : std::uint8_t {
    idle,
    busy,      // the controller works for `current_`
    pausing,   // the bus was not free, and will be asked again
    aborting,  // the controller works for nobody
    recovering,
  };

  I2C(const Functions& functions, void* controller, I2COptions options) noexcept
      : Alarm(&I2C::on_alarm),
        I2CTransfer(&I2C::on_done),
        functions_(functions),
        controller_(controller),
        timeout_ms_(options.timeout_ms) {}

  void add(Transaction& transaction) noexcept;
  void give_up(Transaction& transaction) noexcept;
  static void on_done(machine::I2CTransfer& transfer, machine::I2CStatus status) noexcept;
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  void start_next() noexcept;
  void start_current() noexcept;
  void begin_current() noexcept;
  void end_current(machine::I2CStatus status) noexcept;
  void finish_current(machine::I2CStatus status) noexcept;
  void abort() noexcept;
  void recover_step() noexcept;
  void end_recovery(machine::I2CStatus status) noexcept;
  bool send_stop() noexcept;
  bool has_lines() const noexcept { return functions_.drive != nullptr; }
  machine::I2CLevels levels() noexcept { return functions_.levels(controller_); }
  void drive(bool scl, bool sda) noexcept { functions_.drive(controller_, {scl, sda}); }

  static constexpr std::uint8_t pending = 0xFF;

  const Functions& functions_;
  void* controller_;
  Transaction* current_ = nullptr;
  detail::BusQueue waiting_;
  Instant give_up_at_{};
  std::uint16_t timeout_ms_;
  Stage stage_ = Stage::idle;
  std::uint8_t clocks_ = 0;  // of the recovery, as is the next line
  std::uint8_t waits_ = 0;
  bool needs_recovery_ = false;
  detail::Atomic<std::uint8_t> status_{pending};
};

}  // namespace uasyncio
