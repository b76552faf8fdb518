// SPDX-License-Identifier: MIT
// An SPI controller without hardware, byte by byte, and devices on it.
#pragma once

#include "uasyncio/machine/pin.hpp"
#include "uasyncio/machine/spi.hpp"
#include "uasyncio/testing/bit_time.hpp"
#include "uasyncio/testing/panel.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// A device of yours derives from it. It hears what is sent while its chip select is low. From one
/// context at a time, as the bus.
class SPITarget {
 public:
  SPITarget() = default;
  SPITarget(const SPITarget&) = delete;
  SPITarget& operator=(const SPITarget&) = delete;

  /// Its chip select: a machine::OutputPin.
  class Select {
   public:
    explicit Select(SPITarget& target) noexcept : target_(target) {}
    /// What the bus uses. A change calls `selected` before it returns.
    void on() noexcept { value(true); }
    void off() noexcept { value(false); }
    void toggle() noexcept { value(!level_); }
    void value(bool level) noexcept {
      if (level == level_) return;
      level_ = level;
      tell_edge(this, "cs", level);
      target_.selected(!level);
    }
    bool value() const noexcept { return level_; }

   private:
    SPITarget& target_;
    bool level_ = true;
  };
  Select select{*this};

 protected:
  ~SPITarget() = default;

 private:
  friend class SPIController;
  /// A transaction begins, or ends.
  virtual void selected(bool is_selected) noexcept = 0;
  /// A byte has come; gives the one that went the other way.
  virtual std::uint8_t exchange(std::uint8_t byte) noexcept = 0;

  SPITarget* next_ = nullptr;
};

/// For every board; no heap. A byte takes its time; without a device that is selected 0xFF comes.
/// From tasks and plain code of one loop; nothing suspends.
class SPIController : Alarm {
 public:
  /// Of so many bits a second, at least 1.
  explicit SPIController(std::uint32_t baudrate = 1'000'000) noexcept
      : Alarm(&SPIController::on_alarm), byte_us_(bit_time_us(8, baudrate)) {}
  SPIController(const SPIController&) = delete;
  SPIController& operator=(const SPIController&) = delete;

  /// From here on the device hangs on it.
  void attach(SPITarget& target) noexcept {
    target.next_ = targets_;
    targets_ = &target;
  }

  /// What the bus uses: machine::SPIController.
  void begin(machine::SPITransfer& transfer) noexcept;
  machine::Abort abort() noexcept;

  // How it misbehaves.
  /// An abort answers `later`: all bytes go on, and then `done` is called.
  void abort_later(bool is_later) noexcept { aborts_later_ = is_later; }
  /// Transactions end with this OSError, 0: no more.
  void fail(std::uint8_t os_error) noexcept { os_error_ = os_error; }

  /// How many bytes were sent while more than one device was selected.
  unsigned clashes() const noexcept { return clashes_; }

 private:
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  std::uint8_t exchange(std::uint8_t byte) noexcept;
  void end() noexcept;

  SPITarget* targets_ = nullptr;
  machine::SPITransfer* transfer_ = nullptr;
  std::uint32_t byte_us_;
  unsigned clashes_ = 0;
  std::uint16_t left_ = 0;  // bytes, also of one that is aborted
  std::uint8_t os_error_ = 0;
  bool aborts_later_ = false;
  bool is_aborted_ = false;  // nobody wants what it still moves
};

static_assert(machine::SPIController<SPIController>);

}  // namespace uasyncio::testing
