// SPDX-License-Identifier: MIT
// NEC_IR: receives an infra-red remote control. docs/drivers/nec_ir.md shows wiring and use.
#pragma once

#include "uasyncio/drivers/action.hpp"
#include "uasyncio/drivers/edge.hpp"
#include "uasyncio/drivers/nec_decoder.hpp"
#include "uasyncio/sync/ringbuf_queue.hpp"

#include <utility>

namespace uasyncio {

/// What a NEC_IR is, whatever its pin. For the tasks and the plain code of one loop.
class NecReceiver : protected Alarm {
 public:
  NecReceiver(const NecReceiver&) = delete;
  NecReceiver& operator=(const NecReceiver&) = delete;

  /// Suspends until the next message, a key or a code, as a queue does: the four newest are kept,
  /// and several tasks share them. Cancelled, it takes none. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  auto next() noexcept {
    return keys_.next();
  }

  /// Why the pin does not interrupt, if it does not.
  const Error& error() const noexcept { return error_; }
  /// See NecDecoder.
  std::uint16_t repeats_without_key() const noexcept { return decoder_.repeats_without_key(); }
  /// Messages that came while the loop was busy for too long.
  std::uint16_t lost() const noexcept { return decoder_.lost(); }

 protected:
  NecReceiver(Answer its_answer, bool extended, Action<std::int16_t, std::uint16_t> action) noexcept
      : Alarm(its_answer), decoder_(extended), action_(action) {}
  ~NecReceiver() = default;

  void begin() noexcept {
    decoder_.reset();
    start();
  }
  void began(Error error) noexcept;
  void end() noexcept { stop(); }
  void on_edge(bool level, Instant when) noexcept {
    if (decoder_.edge(level, when)) ring();
  }
  /// Tells what is complete by now.
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;

 private:
  NecDecoder decoder_;
  Action<std::int16_t, std::uint16_t> action_;
  RingbufQueue<NecKey, 4> keys_;
  Error error_;
};

/// `NEC_IR ir(pin, callback, extended, args...);` The receiver pulls the pin low while it sees the
/// carrier. `callback(data, addr, args...)` is launched for each message, with one of the codes of
/// NecKey if that was no key; it may be nullptr. Each edge is decoded in its interrupt, with the
/// pin's own time of the edge if it has one: a busy loop makes messages late and not wrong. The pin
/// must outlive it; not movable. For the tasks and the plain code of one loop.
template <machine::InterruptPin Pin>
class NEC_IR : public NecReceiver {
 public:
  NEC_IR(Pin& pin, std::nullptr_t, bool extended = true) noexcept
      : NecReceiver(answer(), extended, {}), pin_(pin) {
    enable();
  }
  template <class Callback, class... Args>
  NEC_IR(Pin& pin, Callback callback, bool extended = true, Args... args) noexcept
      : NecReceiver(answer(), extended, Action<std::int16_t, std::uint16_t>(callback, args...)),
        pin_(pin) {
    enable();
  }
  ~NEC_IR() { disable(); }

  /// Listens again; the constructor does too. What was under way is forgotten. See `error`.
  void enable() noexcept {
    pin_.irq(nullptr);
    this->begin();
    this->began(pin_.irq(machine::Edge::both, &on_edge_of_pin, this));
  }
  /// Does not listen any more: no interrupts, until `enable`.
  void disable() noexcept {
    pin_.irq(nullptr);
    this->end();
  }

 private:
  static void on_alarm_of_pin(Alarm& alarm, Alarm::Cause cause) noexcept {
    static_cast<NEC_IR&>(alarm).pin_.take_edges();
    NecReceiver::on_alarm(alarm, cause);
  }
  static constexpr auto answer() noexcept {
    if constexpr (machine::QueuedPin<Pin>) {
      return &on_alarm_of_pin;
    } else {
      return &NecReceiver::on_alarm;
    }
  }
  static void on_edge_of_pin(void* argument) noexcept {
    auto& self = *static_cast<NEC_IR*>(argument);
    self.on_edge(detail::level_of_edge(self.pin_), detail::time_of_edge(self.pin_));
  }

  Pin& pin_;
};

}  // namespace uasyncio
