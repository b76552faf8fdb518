// A Port on a microcontroller with one alarm interrupt. A chip adds its clock (`now`) and its alarm
// (`set_alarm`); this adds the sleep between them. There is no periodic tick.
#pragma once

#include "uasyncio/port/port.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::bare_metal {

class AlarmPort : public Port {
 public:
  bool wait(Time deadline) noexcept final;
  void arm(Time deadline) noexcept final;

  /// How often the processor has come out of WFI.
  std::uint32_t wakeups() const noexcept { return wakeups_; }

 protected:
  AlarmPort() noexcept : Port(1) {}
  ~AlarmPort() = default;

  /// Makes the hardware call on_alarm() at `deadline` or earlier (where it cannot count that far),
  /// instead of any alarm set before. Called with interrupts masked; `time` is what now() has just
  /// said, always less than `deadline`.
  virtual void set_alarm(Time time, Time deadline) noexcept = 0;

  /// The alarm interrupt, whether or not the deadline has come.
  void on_alarm() noexcept;

 private:
  bool set_alarm_before(Time deadline) noexcept;

  Time armed_ = never;  // shared with the interrupt: only while that is masked
  std::uint32_t wakeups_ = 0;
};

}  // namespace uasyncio::bare_metal
