// SPDX-License-Identifier: MIT
// A GPS receiver that takes commands. An acknowledgement is told as an event to whoever waits, and
// compared by number, for it may belong to a command before.
#include "uasyncio/drivers/gps/as_rwgps.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

namespace uasyncio {

using detail::count;

bool RwGpsBase::take_answer(AsGpsBase& gps) noexcept {
  auto& self = static_cast<RwGpsBase&>(gps);
  const nmea::Sentence sentence = self.sentence();
  if (self.replies_.take(sentence)) {
    self.reply_.set();
    self.reply_.clear();
    return true;
  }
  if (sentence.talker() == "P" && self.on_message_ != nullptr) {
    self.on_message_(self, sentence, self.message_argument_);
  }
  return false;
}

Coro<> RwGpsBase::acknowledged(int number) {
  while (replies_.acknowledged() != number) co_await reply_.wait();
}

pmtk::Ack RwGpsBase::count_ack(int number) noexcept {
  if (replies_.acknowledged() != number) {
    count(unanswered_);
    return pmtk::Ack::none;
  }
  if (replies_.ack() != pmtk::Ack::done) count(refused_);
  return replies_.ack();
}

}  // namespace uasyncio
