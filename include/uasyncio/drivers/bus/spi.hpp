// SPDX-License-Identifier: MIT
// SPI: a bus that many drivers share, each with its chip select. docs/reference/machine.md shows
// use.
#pragma once

#include "uasyncio/drivers/bus/bus_queue.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/machine/spi.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>
#include <span>

namespace uasyncio {

/// A device on the bus: its chip select, which is low while the device is spoken to. The pin must
/// outlive it; it begins high.
class SPIDevice {
 public:
  template <machine::OutputPin Pin>
  explicit SPIDevice(Pin& chip_select) noexcept
      : set_([](void* pin, bool level) noexcept { static_cast<Pin*>(pin)->value(level); }),
        pin_(&chip_select) {
    select(false);
  }

 private:
  friend class SPI;
  void select(bool is_selected) const noexcept { set_(pin_, !is_selected); }

  void (*set_)(void* pin, bool level) noexcept;
  void* pin_;
};

/// `SPI spi(controller);` of a port's controller, and an SPIDevice for each device on it.
/// Transactions run one at a time, whole, in the order in which they were awaited, whoever awaits
/// them; the chip select is low from before the first bit of one until it has ended, however it
/// ends: well, with an error, by a cancel at any byte, or because the bus goes.
///
/// The words suspend until the transaction is over. ValueError: more than 65,535 bytes, or of
/// write_readinto two lengths that differ; OSError: what a controller tells (those of chips have
/// nothing to tell). Buffers must live until then; after a cancel they are not touched any more. No
/// memory but itself and the awaiter, no task. It and the devices must outlive those who wait; not
/// movable. From tasks of one loop.
class SPI : Alarm, machine::SPITransfer {
 public:
  /// Takes the controller for itself. It must outlive the bus. From tasks and plain code.
  template <machine::SPIController Controller>
  explicit SPI(Controller& controller) noexcept
      : Alarm(&SPI::on_alarm),
        SPITransfer(&SPI::on_done),
        begin_([](void* its, machine::SPITransfer& transfer) noexcept {
          static_cast<Controller*>(its)->begin(transfer);
        }),
        abort_([](void* its) noexcept { return static_cast<Controller*>(its)->abort(); }),
        controller_(&controller) {}
  SPI(const SPI&) = delete;
  SPI& operator=(const SPI&) = delete;
  ~SPI();

  /// What the words give.
  class [[nodiscard("co_await it: without that nothing is sent")]] Transfer
      : public detail::BusRequest {
   public:
    Transfer(SPI& bus, const SPIDevice& device, const machine::SPIRequest& request,
             bool is_valid = true) noexcept
        : BusRequest("SPI", true),
          request_(request),
          bus_(&bus),
          device_(&device),
          is_valid_(is_valid) {}
    /// Only before it is awaited.
    Transfer(Transfer&& other) noexcept
        : Transfer(*other.bus_, *other.device_, other.request_, other.is_valid_) {}
    ~Transfer() {
      if (is_queued()) bus_->give_up(*this);
    }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept {
      this->wait(awaiting);
      bus_->add(*this);
    }
    void await_resume() const { (void)this->end(); }

   private:
    friend SPI;
    machine::SPIRequest request_;
    SPI* bus_;
    const SPIDevice* device_;
    bool is_valid_;
  };

  /// Sends the bytes, and forgets what comes back.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Transfer write(const SPIDevice& device, std::span<const std::uint8_t> bytes) noexcept;
  /// Fills the buffer, while `fill` is sent.
  [[nodiscard("co_await it: without that nothing is read")]]
  Transfer readinto(const SPIDevice& device, std::span<std::uint8_t> buffer,
                    std::uint8_t fill = 0) noexcept;
  /// Sends, and fills a buffer of the same length at the same time; it may be the same memory.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Transfer write_readinto(const SPIDevice& device, std::span<const std::uint8_t> bytes,
                          std::span<std::uint8_t> buffer) noexcept;
  /// Sends, and fills the buffer behind that, in one transaction: a command and its answer.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Transfer write_then_readinto(const SPIDevice& device, std::span<const std::uint8_t> bytes,
                               std::span<std::uint8_t> buffer, std::uint8_t fill = 0) noexcept;

 private:
  static constexpr std::uint16_t pending = 0x100;  // beside the numbers of an OSError

  static void on_done(machine::SPITransfer& transfer, std::uint8_t os_error) noexcept;
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  void add(Transfer& transfer) noexcept;
  void give_up(Transfer& transfer) noexcept;
  void start_next() noexcept;
  void deselect() noexcept;

  void (*begin_)(void* controller, machine::SPITransfer& transfer) noexcept;
  machine::Abort (*abort_)(void* controller) noexcept;
  void* controller_;
  Transfer* current_ = nullptr;
  detail::BusQueue waiting_;
  const SPIDevice* selected_ = nullptr;  // the controller works, also if nobody waits for that
  detail::Atomic<std::uint16_t> status_{pending};
};

}  // namespace uasyncio
