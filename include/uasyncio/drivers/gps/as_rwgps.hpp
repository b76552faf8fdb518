// SPDX-License-Identifier: MIT
// GPS: a receiver of the MTK3329 and MTK3339 families that is also told what to do.
#pragma once

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/drivers/gps/as_gps.hpp"
#include "uasyncio/drivers/gps/pmtk.hpp"
#include "uasyncio/structured/wait_for.hpp"
#include "uasyncio/sync/lock.hpp"
#include "uasyncio/sync/with.hpp"

#include <cstdint>

namespace uasyncio {

/// What a GPS is, whatever its room for satellites. As AsGpsBase.
class RwGpsBase : public AsGpsBase {
 public:
  /// Called with a maker's own sentence that is none of the answers in pmtk::Replies.
  using MessageCallback = void (*)(RwGpsBase& gps, const nmea::Sentence& message, void* argument);

  /// Writes a command and suspends until it is acknowledged, at most `timeout`: the receiver's
  /// answer, or Ack::none. One command after the other. A command that is never acknowledged
  /// (`number` is -1) is only written. ValueError for a value out of range, then nothing is
  /// written; the writer's failures pass. A cancel in the middle of the writing leaves half a
  /// command, which the receiver drops. From a task; MemoryError without room for its frame, or for
  /// the one that waits for the answer: then the command is written. Writer: `co_await
  /// writer.awrite(text)`; it must outlive the call.
  template <class Writer>
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<pmtk::Ack> command(Writer& writer, pmtk::Command command, Milliseconds timeout = 1'000) {
    if (!command.is_possible()) co_await fail(command.error());
    const auto held = co_await with(commands_);
    replies_.forget_ack();
    co_await writer.awrite(command.text());
    if (command.number() < 0) co_return pmtk::Ack::none;
    const auto answer = co_await as_result(wait_for_ms(acknowledged(command.number()), timeout));
    if (answer.error() && answer.error() != Error::timeout) co_await fail(answer.error());
    co_return count_ack(command.number());
  }

  const pmtk::Replies& replies() const noexcept { return replies_; }
  /// How many commands the receiver has refused, and to how many it has not answered.
  std::uint16_t refused() const noexcept { return refused_; }
  std::uint16_t unanswered() const noexcept { return unanswered_; }

 protected:
  RwGpsBase(std::span<nmea::Satellite> room, const GpsOptions& options, FixCallback callback,
            void* argument, MessageCallback on_message, void* message_argument) noexcept
      : AsGpsBase(room, options, callback, argument),
        on_message_(on_message),
        message_argument_(message_argument) {
    take_message = &RwGpsBase::take_answer;
  }

  ~RwGpsBase() = default;

 private:
  static bool take_answer(AsGpsBase& gps) noexcept;
  Coro<> acknowledged(int number);
  pmtk::Ack count_ack(int number) noexcept;

  Lock commands_;
  Event reply_{"GPS reply"};  // a pulse
  pmtk::Replies replies_;
  MessageCallback on_message_;
  void* message_argument_;
  std::uint16_t refused_ = 0;
  std::uint16_t unanswered_ = 0;
};

/// As AS_GPS. Not movable.
template <unsigned capacity = 48>
class GPS : detail::GpsRoom<capacity>, public RwGpsBase {
 public:
  explicit GPS(const GpsOptions& options = {}, FixCallback callback = nullptr,
               void* argument = nullptr, MessageCallback on_message = nullptr,
               void* message_argument = nullptr) noexcept
      : RwGpsBase(detail::GpsRoom<capacity>::room, options, callback, argument, on_message,
                  message_argument) {}
};

}  // namespace uasyncio
