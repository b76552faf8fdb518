// SPDX-License-Identifier: MIT
// ESP32Touch and RP2Touch: a touch pad as a button. docs/drivers/touch.md shows use.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/drivers/pushbutton.hpp"
#include "uasyncio/drivers/touch_detector.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/machine/touch.hpp"

namespace uasyncio {

/// A touch pad as a pin, low while it is touched: what buttons and switches hang on. For the tasks
/// and the plain code of one loop. The pad must outlive it; not movable.
class TouchPin {
 public:
  /// It is sampled each `period_ms`.
  template <machine::TouchPad Pad>
  TouchPin(Pad& pad, const TouchSensing& sensing, std::uint16_t period_ms) noexcept
      : read_(&read_pad<Pad>), pad_(&pad), period_ms_(period_ms), detector_(sensing) {}
  TouchPin(const TouchPin&) = delete;
  TouchPin& operator=(const TouchPin&) = delete;

  /// Samples and sleeps, as long as it runs; without it nothing is ever touched. For a task of its
  /// own, which must not outlive the pin: an OwnedTask. Ends by being cancelled; what is touched
  /// then counts as released. MemoryError without room for its frame; it does not fail otherwise.
  [[nodiscard("co_await it: without that nothing is sampled")]]
  Coro<> run();

  /// What the pad says: whether it is calibrated, what it measures, how many touches were stuck.
  const TouchDetector& detector() const noexcept { return detector_; }
  /// Why the last sample failed; none if it did not. After 16 in a row the pad is released, and
  /// calibrated anew when it works again.
  const Error& error() const noexcept { return error_; }
  /// How long ago the last good sample was taken, or since the start of the loop's clock.
  std::uint64_t age_us() const noexcept;

  /// What a button uses: machine::InterruptPin. It refuses nothing; the handler is called by the
  /// task that runs `run`.
  bool value() const noexcept { return !detector_.is_touched(); }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept;
  void irq(std::nullptr_t) noexcept { handler_ = nullptr; }

 private:
  template <class Pad>
  static machine::TouchSample read_pad(void* pad) noexcept {
    return static_cast<Pad*>(pad)->read();
  }
  void look() noexcept;
  void tell(bool has_changed) noexcept;

  machine::TouchSample (*read_)(void* pad) noexcept;
  void* pad_;
  machine::PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
  Instant read_at_{};
  Error error_;
  std::uint16_t period_ms_;
  machine::Edge edges_ = machine::Edge::none;
  TouchDetector detector_;
};

static_assert(machine::InterruptPin<TouchPin>);

/// What both are: a Pushbutton, and a TouchPin whose `run` a task must run.
class TouchButton : public TouchPin, public Pushbutton<TouchPin> {
 public:
  using TouchPin::error;

  /// From the touch on; longer ones do not end by themselves, see TouchDetector.
  static constexpr unsigned stuck_ms = 30'000;

 protected:
  template <machine::TouchPad Pad>
  TouchButton(Pad& pad, const TouchSensing& sensing, std::uint16_t period_ms,
              const ButtonOptions& button) noexcept
      : TouchPin(pad, sensing, period_ms), Pushbutton(static_cast<TouchPin&>(*this), button) {}

  static constexpr std::uint16_t stuck_after(unsigned value_ms) noexcept {
    return static_cast<std::uint16_t>(stuck_ms / value_ms);
  }
};

struct Esp32TouchOptions {
  std::uint8_t threshold = 80;   // per cent of the untouched value, 1 to 99: touched is beyond that
  bool rises = false;            // touched pads measure more, as those of an ESP32-S2 and -S3
  std::uint16_t period_ms = 20;  // from sample to sample, 1 to 30000
  ButtonOptions button = {};
};

/// `ESP32Touch touch(pad);` and a task that runs `touch.run()`: a Pushbutton on a pad whose value
/// changes by a part of itself. A touch is seen 20 to 40 ms after it began. The pad must outlive
/// it; not movable.
class ESP32Touch : public TouchButton {
 public:
  template <machine::TouchPad Pad>
  explicit ESP32Touch(Pad& pad, const Esp32TouchOptions& options = {}) noexcept
      : TouchButton(pad,
                    {.threshold = static_cast<std::uint8_t>(100 - options.threshold),
                     .is_percent = true,
                     .rises = options.rises,
                     .mean_of = 1,
                     .stuck_after = stuck_after(options.period_ms)},
                    options.period_ms, options.button) {}
  /// In the original's way.
  template <machine::TouchPad Pad>
  ESP32Touch(Pad& pad, bool suppress) noexcept
      : ESP32Touch(pad, Esp32TouchOptions{.button = {.suppress = suppress}}) {}
};

struct Rp2TouchOptions {
  std::uint8_t threshold = 5;   // counts: a touched pad measures less by more than so many
  std::uint16_t period_ms = 2;  // from sample to sample, 1 to 1800
  ButtonOptions button = {};
};

/// `RP2Touch touch(pad);` and a task that runs `touch.run()`: a Pushbutton on a pad that counts
/// down while it is charged. Sixteen samples make a value, which takes out the hum of the mains; a
/// touch is seen 32 to 64 ms after it began. The pad must outlive it; not movable.
class RP2Touch : public TouchButton {
 public:
  template <machine::TouchPad Pad>
  explicit RP2Touch(Pad& pad, const Rp2TouchOptions& options = {}) noexcept
      : TouchButton(pad,
                    {.threshold = options.threshold,
                     .is_percent = false,
                     .rises = false,
                     .mean_of = 16,
                     .stuck_after = stuck_after(16u * options.period_ms)},
                    options.period_ms, options.button) {}
  /// In the original's way.
  template <machine::TouchPad Pad>
  RP2Touch(Pad& pad, bool suppress) noexcept
      : RP2Touch(pad, Rp2TouchOptions{.button = {.suppress = suppress}}) {}
};

}  // namespace uasyncio
