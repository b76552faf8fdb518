// SPDX-License-Identifier: MIT
// AS_GPS: a positioning receiver for tasks: its data, callbacks, and waiting for news.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/drivers/gps/gps_state.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/sync/event.hpp"

#include <array>
#include <cstdint>

namespace uasyncio {

/// What an AS_GPS is, whatever its room for satellites. All of it is for the tasks of one loop,
/// and says how old what it knows is: nothing freezes silently.
class AsGpsBase : public GpsState {
 public:
  /// Called with the type (nmea::Type) of a sentence that was applied, if GpsOptions::mask has it;
  /// in the task that feeds, before the tasks that wait go on.
  using FixCallback = void (*)(AsGpsBase& gps, std::uint8_t type, void* argument);

  AsGpsBase(const AsGpsBase&) = delete;
  AsGpsBase& operator=(const AsGpsBase&) = delete;

  /// Reads the receiver until its stream ends, with a turn for the other tasks before it begins and
  /// after each sentence. For a task of its own, which must not outlive this object: an OwnedTask.
  /// Bytes that the serial line has lost cost the sentence that they were of, and are told by
  /// `stream_errors` and `error`; any other failure of the stream ends it with that failure.
  /// Cancelling leaves what was not used in the reader. A run begins outside of a sentence: half of
  /// one, of a run before, does not go on. `reader` must outlive it, and takes a buffer of any
  /// size. From a task; MemoryError without room for its frame.
  [[nodiscard("co_await it: without that nothing is read")]]
  Coro<> run(StreamReader& reader);
  /// The last failure of the stream that `run` has met; none if it met none.
  const Error& error() const noexcept { return error_; }
  /// How often the line has lost bytes; stays at its limit.
  std::uint16_t stream_errors() const noexcept { return stream_errors_; }

  /// One byte of a receiver that `run` does not read, which came at `now`. True if it ended a
  /// sentence that was used: the tasks that wait for it are ready then, and should run before the
  /// next one comes. Does not suspend. From a task.
  bool update(char byte, Time now) noexcept;
  bool update(char byte) noexcept;

  /// Whether the receiver's newest time is a fix, not older than GpsOptions::outage_s: one that has
  /// fallen silent is as one that sees no satellites. In a running loop.
  bool valid() const noexcept;

  /// Suspends until the receiver has told all of these parts (of GpsPart) since the call, each with
  /// a valid fix. Waits for ever if it does not: give it a time limit. Cancelling leaves no trace.
  /// From a task; MemoryError without room for its frame.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<> data_received(unsigned parts);
  /// The same, but all of them for one time, which it gives: nothing of two seconds is mixed.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<Fix> next_fix(unsigned parts = POSITION);
  /// Suspends until a group of GSV is complete, with a fix or without; see `satellites`. Waits for
  /// ever if the receiver tells none. Cancelling leaves no trace. From a task; MemoryError without
  /// room for its frame.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<> get_satellite_data();

  /// Milliseconds since the newest fix, -1 before the first one; saturates after 24 days. In a
  /// running loop, as the following two.
  std::int32_t time_since_fix() const noexcept;
  /// Milliseconds since 1970, UTC: what was told, and the time since then by the loop's clock. The
  /// receiver tells it a part of a second late, see GPS_Timer. Only if `has_utc`.
  std::int64_t now_utc_ms() const noexcept;
  /// The same with GpsOptions::local_offset_s.
  std::int64_t now_local_ms() const noexcept;

 protected:
  AsGpsBase(std::span<nmea::Satellite> room, const GpsOptions& options, FixCallback callback,
            void* argument) noexcept
      : GpsState(room, options), callback_(callback), argument_(argument) {}
  ~AsGpsBase() = default;

  /// What a receiver that can do more does with a sentence that is none of nmea::Type; whether it
  /// was of use.
  bool (*take_message)(AsGpsBase&) noexcept = nullptr;
  /// The same with one that was used and has told the time, see GpsState::utc_ms.
  void (*take_time)(AsGpsBase&) noexcept = nullptr;

 private:
  /// Bytes that have been seen in the reader, and when they were seen first.
  struct Piece {
    std::size_t seen = 0;
    Time arrival = 0;
  };
  bool use(StreamReader& reader, std::string_view bytes, Piece& piece) noexcept;

  Event news_{"GPS"};  // set and cleared at once: a pulse for each sentence
  Error error_;
  std::uint16_t stream_errors_ = 0;
  FixCallback callback_;
  void* argument_;
};

namespace detail {
template <unsigned capacity>
struct GpsRoom {
  std::array<nmea::Satellite, capacity> room;
};
}  // namespace detail

/// A receiver with room for so many satellites: those in view and, again, the largest group of one
/// system. Not movable.
template <unsigned capacity = 48>
class AS_GPS : detail::GpsRoom<capacity>, public AsGpsBase {
 public:
  explicit AS_GPS(const GpsOptions& options = {}, FixCallback callback = nullptr,
                  void* argument = nullptr) noexcept
      : AsGpsBase(detail::GpsRoom<capacity>::room, options, callback, argument) {}
};

}  // namespace uasyncio
