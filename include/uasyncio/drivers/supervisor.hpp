// SPDX-License-Identifier: MIT
// A watchdog that is fed only while every watched task makes progress, and a note of who did not,
// which survives the reset.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/core/loop.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/machine/wdt.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio {

/// A name in memory that nobody clears at the start, so that the program after a reset reads what
/// the one before has written: `[[gnu::section(".noinit")]] StallNote note;`. It has no
/// constructor, for the same reason. A reset by somebody's finger keeps it as well: ask the chip
/// what has reset it, or `clear` it before you reset on purpose.
class StallNote {
 public:
  /// What stood still; "the loop" if that never came back to the supervisor; empty if nothing has
  /// been written since the power came, or the note was cleared. At most 23 characters. From
  /// everywhere.
  const char* read() const noexcept { return is_written() ? name_ : ""; }
  /// Cuts off what is too long. A reset in the middle leaves no note. From everywhere, but not from
  /// two places at once.
  void write(const char* name) noexcept;
  /// As `write`.
  void clear() noexcept { mark_ = 0; }

 private:
  static constexpr std::uint32_t written = 0x5A11'ED01;

  // Memory that was without power holds anything: the sum makes that no note.
  bool is_written() const noexcept { return mark_ == written && sum_ == sum(); }
  std::uint32_t sum() const noexcept;

  std::uint32_t mark_;
  std::uint32_t sum_;
  char name_[24];
};

class Watched;

/// What is watched, and who of it stands still. Must outlive its Watched. From tasks.
class SupervisorBase {
 public:
  SupervisorBase(const SupervisorBase&) = delete;
  SupervisorBase& operator=(const SupervisorBase&) = delete;

  /// The name of what has stood still for too long; null while all is well.
  const char* stalled() const noexcept { return stalled_; }

  /// Writes into the note whose turn it is: who does not come back, where the note would say "the
  /// loop". Nothing between two turns. For a timer's interrupt that comes a little before the
  /// watchdog's end; `loop` is the one that `run` runs in. Does not suspend.
  void note_turn(const Loop& loop) noexcept;

 protected:
  explicit SupervisorBase(StallNote& note) noexcept : note_(note) {}
  ~SupervisorBase() = default;

  /// Whether something is late; then what was due first is noted.
  bool has_stalled() noexcept;

  StallNote& note_;
  const char* stalled_ = nullptr;

 private:
  friend Watched;
  Watched* newest_ = nullptr;
};

/// Something that must make progress: a local object of a task, or a member of a driver of yours.
class Watched {
 public:
  /// `name` must stay. More than `limit` without progress is a stall, the time from here to the
  /// first one too. From tasks.
  Watched(SupervisorBase& supervisor, const char* name, Milliseconds limit) noexcept;
  /// It is watched no longer.
  ~Watched();
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  /// All is well, and the time begins anew. From tasks; does not suspend.
  void progress() noexcept;

 private:
  friend SupervisorBase;

  SupervisorBase& supervisor_;
  Watched* older_;
  const char* name_;
  Duration limit_;
  Instant due_;
};

/// Feeds `wdt` each `period` as long as all that is watched makes progress. `period`, together with
/// the loop's latency, must be well below the watchdog's time.
template <machine::WDT Wdt>
class Supervisor : public SupervisorBase {
 public:
  Supervisor(Wdt& wdt, StallNote& note, Milliseconds period = 500) noexcept
      : SupervisorBase(note), wdt_(wdt), period_(period) {}

  /// Waits until something has stood still: it is in the note then, nobody feeds the watchdog any
  /// more, and what is left of its time is for a last report. For a task of its own, which must not
  /// outlive this object: an OwnedTask. Fails with MemoryError without room for its frame, and then
  /// nobody feeds the watchdog either. Cancelled, it leaves the watchdog unfed and the note empty.
  /// From a task.
  [[nodiscard("co_await it: without that nobody feeds the watchdog")]]
  Coro<> run() {
    const Clearing clearing{*this};
    do {
      note_.write("the loop");  // unless it comes back
      wdt_.feed();
      co_await sleep(period_);
    } while (!has_stalled());
  }

 private:
  struct Clearing {
    Supervisor& supervisor;
    ~Clearing() {
      if (supervisor.stalled_ == nullptr) supervisor.note_.clear();
    }
  };

  Wdt& wdt_;
  Milliseconds period_;
};

}  // namespace uasyncio
