// SPDX-License-Identifier: MIT
// SynCom: texts between two boards that need no common clock. docs/drivers/syncom.md shows wiring
// and use.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/drivers/link/syncom_frames.hpp"
#include "uasyncio/drivers/link/syncom_original.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace uasyncio {

namespace detail {
/// An output that is not there.
struct NoPin {
  void value(bool) noexcept {}
};
}  // namespace detail

/// The pins of one end, which is what `SynComPins pins{ckin, ckout, din, dout};` makes: ckout goes
/// to the peer's ckin, dout to its din, and the other way round. `reset`, if there is one, resets
/// the peer while it is low. They must outlive it.
template <machine::InterruptPin ClockIn, class ClockOut, machine::InputPin DataIn, class DataOut,
          class Reset = detail::NoPin>
struct SynComPins {
  ClockIn& ckin;
  ClockOut& ckout;
  DataIn& din;
  DataOut& dout;
  Reset* reset = nullptr;
};
template <class ClockIn, class ClockOut, class DataIn, class DataOut>
SynComPins(ClockIn&, ClockOut&, DataIn&, DataOut&)
    -> SynComPins<ClockIn, ClockOut, DataIn, DataOut>;
template <class ClockIn, class ClockOut, class DataIn, class DataOut, class Reset>
SynComPins(ClockIn&, ClockOut&, DataIn&, DataOut&, Reset*)
    -> SynComPins<ClockIn, ClockOut, DataIn, DataOut, Reset>;

struct SynComOptions {
  std::uint32_t timeout_ms = 1'000;  // of a peer that is silent; the same on both ends; 0: for ever
};

/// What a SynCom is, whatever its room and its format. For the tasks and the plain code of one
/// loop.
class SynComBase : Alarm {
 public:
  SynComBase(const SynComBase&) = delete;
  SynComBase& operator=(const SynComBase&) = delete;

  /// Keeps the link: looks for the peer, and again whenever it is lost, which `await_obj` and
  /// `losses` tell. For a task of its own, which must not outlive this object: an OwnedTask.
  /// Suspends for ever. Fails if ckin cannot interrupt, with RuntimeError if it runs already, with
  /// MemoryError without room for its frame. Cancelled, the link is lost, the lines are low and the
  /// pins let go.
  [[nodiscard("co_await it: without that there is no link")]]
  Coro<> run();

  /// Queues a copy of the text. False, and nothing has changed, if the queue is full, or the text
  /// too long, or not one that the format can send (see SynComOriginal::takes). It may be queued
  /// before there is a link. Does not suspend; from tasks and plain code.
  [[nodiscard("false: it is not queued")]] bool send(std::string_view text) noexcept;

  /// What `await_obj` gives.
  class [[nodiscard("co_await it: without that nobody waits")]] Await : public Event::Wait {
   public:
    explicit Await(SynComBase& link) noexcept : Event::Wait(link.arrived_), link_(&link) {}
    std::optional<std::string_view> await_resume() const noexcept { return link_->take(); }

   private:
    SynComBase* link_;
  };
  /// Suspends until a text has come, and gives it: a view that is valid until the next call. Or
  /// nothing: the link was lost since the last call; that is told once, after the texts that had
  /// come before. At once if there is either. One task at a time. Cancelled, nothing is taken.
  /// Never fails.
  [[nodiscard("co_await it: without that nobody waits")]]
  Await await_obj() noexcept {
    let_go();
    return Await(*this);
  }
  /// The same, and nothing also if so many milliseconds have passed. Takes a frame, and fails with
  /// MemoryError without room for it.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<std::optional<std::string_view>> await_obj(std::uint32_t ms);

  /// Suspends until there is a link; at once if there is one. Any number of tasks may. Cancelling
  /// leaves no trace. Never fails.
  [[nodiscard("co_await it: without that nobody waits")]]
  Event::Wait ready() noexcept {
    return ready_.wait();
  }
  /// Suspends until nothing is left to send: all of it was acknowledged, or dropped when the link
  /// was lost. Any number of tasks may. Cancelling leaves no trace. Never fails.
  [[nodiscard("co_await it: without that nobody waits")]]
  Event::Wait drain() noexcept {
    return drained_.wait();
  }

  /// How often `await_obj` gives something at once: texts that have come and were not taken, and
  /// the loss of the link if that was not told.
  std::size_t any() const noexcept { return texts() + (format_.is_lost() ? 1u : 0u); }
  /// Whether there is a link: the peer answers, and knows us.
  bool running() const noexcept { return format_.is_joined(); }
  /// How many texts wait to be sent or acknowledged.
  std::size_t queued() const noexcept { return format_.out.count(); }

  /// Why the link was lost last: OSError ETIMEDOUT, the peer was silent; ECONNRESET, it has begun
  /// anew; EPROTO, the two have got out of step; ECONNABORTED, `run` was cancelled. None before.
  const Error& error() const noexcept { return format_.error(); }
  /// How often it was lost. As the other counters it stays at its limit.
  std::uint16_t losses() const noexcept { return format_.losses(); }
  /// Texts that were dropped: queued when the link was lost (the first of them may have arrived).
  /// In the original's format also those that came while the queue was full.
  std::uint16_t dropped() const noexcept { return format_.dropped(); }
  /// Frames that came damaged or were too long, as a bit that slips makes them. They are sent
  /// again.
  std::uint16_t damaged() const noexcept { return format_.damaged(); }

 protected:
  /// What its pins can do, whatever their types.
  struct Functions {
    bool (*clock)(void* pins) noexcept;
    bool (*data)(void* pins) noexcept;
    void (*show)(void* pins, bool clock, bool data) noexcept;
    Error (*listen)(void* pins, SynComBase* link) noexcept;  // null: not any more
    Error (*listen_to_data)(void* pins, SynComBase* link) noexcept;
    bool (*reset)(void* pins, bool level) noexcept;  // false: there is no such pin
  };
  template <class Pins>
  static constexpr Functions make_functions() noexcept {
    return {[](void* pins) noexcept { return static_cast<Pins*>(pins)->ckin.value(); },
            [](void* pins) noexcept { return static_cast<Pins*>(pins)->din.value(); },
            [](void* pins, bool clock, bool data) noexcept {
              static_cast<Pins*>(pins)->dout.value(data);
              static_cast<Pins*>(pins)->ckout.value(clock);
            },
            [](void* pins, SynComBase* link) noexcept {
              return listen_to(static_cast<Pins*>(pins)->ckin, link);
            },
            [](void* pins, SynComBase* link) noexcept {
              return listen_to(static_cast<Pins*>(pins)->din, link);
            },
            [](void* pins, bool level) noexcept {
              auto* const pin = static_cast<Pins*>(pins)->reset;
              if (pin != nullptr) pin->value(level);
              return pin != nullptr;
            }};
  }
  template <class Pins>
  static constexpr Functions functions_of = make_functions<Pins>();

  SynComBase(bool passive, const Functions& functions, void* pins, SynComFormat& format,
             SynComOptions options) noexcept;
  ~SynComBase() = default;

 private:
  enum class Stage : std::uint8_t { stopped, resetting, settling, running };
  /// Lives in the frame of `run`.
  struct Runs {
    explicit Runs(SynComBase& its_link) noexcept : link(its_link) {}
    ~Runs() { link.end(); }
    Runs(const Runs&) = delete;
    Runs& operator=(const Runs&) = delete;
    SynComBase& link;
  };

  template <class Pin>
  static Error listen_to(Pin& pin, SynComBase* link) noexcept {
    if constexpr (machine::InterruptPin<Pin>) {
      if (link != nullptr) return pin.irq(machine::Edge::both, &on_edge, link);
      pin.irq(nullptr);
      return Error::none;
    } else {
      return Error::value;
    }
  }
  static void on_edge(void* link) noexcept { static_cast<SynComBase*>(link)->ring(); }
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  Error start() noexcept;
  void end() noexcept;
  void begin() noexcept;
  void tick() noexcept;
  void reset() noexcept;
  void look() noexcept;
  void move() noexcept;
  void rest() noexcept;
  void stop_resting() noexcept;
  void tell() noexcept;
  void tell_arrived() noexcept;
  std::optional<std::string_view> take() noexcept;
  void let_go() noexcept;
  std::size_t texts() const noexcept { return format_.in.count() - (is_held_ ? 1u : 0u); }
  bool is_my_turn() const noexcept { return functions_.clock(pins_) == (clock_ != passive_); }

  const Functions& functions_;
  void* pins_;
  SynComFormat& format_;
  std::uint32_t tick_ms_;
  Event arrived_{"SynCom.await_obj"};
  Event ready_{"SynCom.ready"};
  Event drained_{"SynCom.drain"};
  Stage stage_ = Stage::stopped;
  std::uint8_t still_ = 0;  // ticks since the last bit
  bool passive_;
  bool clock_ = false;  // the levels that we show
  bool data_ = false;
  bool is_resting_ = false;
  bool is_held_ = false;  // the oldest text was given out
};

namespace detail {
template <std::size_t bytes, std::size_t messages, class Format>
class SynComRoom {
  static_assert(bytes >= 1 && bytes <= 255, "a text has 1 to 255 bytes");
  static_assert(messages >= 1 && messages <= 254, "a SynCom queues 1 to 254 texts");

  using Room = std::uint8_t[(messages + 1) * (bytes + 1)];
  static TextSlots slots(Room& room) noexcept { return {room, bytes, messages + 1}; }

  Room in_;
  Room out_;

 protected:
  Format its_format{slots(in_), slots(out_)};
};
}  // namespace detail

/// `SynCom<64, 4> link(passive, pins, {.timeout_ms = 500});` and a task that runs `link.run()`.
/// Texts of up to `bytes` bytes, any bytes, of which so many `messages` are queued in each
/// direction; the peer is a SynCom with the same or more room for a text, one end `passive` and the
/// other not. A text arrives once, in order and as it was sent, or the link is lost, which both
/// ends are told. With SynComOriginal as its `Format` the peer may be one of MicroPython.
///
/// Each bit is answered in the loop, after an interrupt of the clock: a busy loop makes the link
/// slow and not wrong. While nobody has anything to say nothing moves, if din can interrupt. No
/// memory but itself and the frame of `run`. Not movable.
template <std::size_t bytes, std::size_t messages, class Format = SynComFrames>
class SynCom : detail::SynComRoom<bytes, messages, Format>, public SynComBase {
 public:
  /// `pins` must outlive it.
  template <class Pins>
  SynCom(bool passive, Pins& pins, SynComOptions options = {}) noexcept
      : SynComBase(passive, functions_of<Pins>, &pins, this->its_format, options) {}
};

}  // namespace uasyncio
