// SPDX-License-Identifier: MIT
// Frames on a line of bits. One text is under way at a time: it is sent again when the answer has
// not come in the time that the peer needs for it, counted in bits, since bits are the only clock
// that both sides have. The two begin by telling each other so: who has begun anew does not know
// what came before, and its peer hears that and drops the rest.
#include "uasyncio/drivers/link/syncom_frames.hpp"

#include <cerrno>

namespace uasyncio {
namespace {

using detail::BitReceiver;

constexpr unsigned joining = 1u << 0;
constexpr unsigned has_heard = 1u << 1;
constexpr unsigned has_text = 1u << 2;
constexpr unsigned number_shift = 3;
constexpr unsigned expected_shift = 5;
constexpr unsigned numbers = 4;

constexpr std::uint16_t bytes_around_text = 4;  // control, length, check
// Two frames of the peer, the second of which has the answer, with their flags and stuffing.
constexpr unsigned patience_per_byte = 20;

constexpr std::uint8_t after(std::uint8_t number) noexcept {
  return static_cast<std::uint8_t>((number + 1u) % numbers);
}

void count_ones(std::uint8_t& ones, bool bit, std::uint8_t most) noexcept {
  if (!bit) {
    ones = 0;
  } else if (ones != most) {
    ++ones;
  }
}

}  // namespace

bool SynComFrames::begin(bool) noexcept {
  leave(Error::os(ECONNRESET));
  is_in_frame_ = false;
  sender_ = {};
  return true;
}

bool SynComFrames::exchange(bool bit) noexcept {
  count_ones(in_ones_, bit, most_ones);
  switch (receiver_.take(bit)) {
    case BitReceiver::Seen::nothing: break;
    case BitReceiver::Seen::byte: take_byte(receiver_.byte()); break;
    case BitReceiver::Seen::flag: end_frame(true); break;
    case BitReceiver::Seen::broken_flag: end_frame(false); break;
    case BitReceiver::Seen::mark:
      if (is_in_frame_ && in_place_ != 0) count_damaged();
      is_in_frame_ = false;
      break;
  }
  if (patience_ != 0) --patience_;
  if (sender_.is_done()) feed();
  const bool next = sender_.next();
  count_ones(out_ones_, next && place_ == between, most_ones);
  return next;
}

/// What goes behind what was sent.
void SynComFrames::feed() noexcept {
  if (place_ == between) {
    if (has_news()) {
      begin_frame();
    } else if (out.empty()) {
      sender_.mark();
    } else {
      sender_.flag();  // the peer must not rest before it has answered
    }
  } else if (place_ == text_.size() + bytes_around_text) {
    if ((control_ & has_text) != 0) {
      patience_ =
          static_cast<std::uint16_t>((out.capacity() + bytes_around_text + 4u) * patience_per_byte);
    }
    place_ = between;
    sender_.flag();
  } else {
    sender_.byte(byte_at(place_++));
  }
}

void SynComFrames::begin_frame() noexcept {
  text_ = {};
  unsigned control = joining | (has_heard_join_ ? has_heard : 0u);
  if (is_joined()) {
    control = static_cast<unsigned>(expected_) << expected_shift;
    owes_answer_ = false;
    if (!out.empty() && patience_ == 0) {
      text_ = out.oldest();
      control |= has_text | static_cast<unsigned>(number_) << number_shift;
      was_sent_ = true;
    }
  }
  control_ = static_cast<std::uint8_t>(control);
  out_check_ = detail::crc16_start;
  place_ = 0;
  sender_.flag();
}

std::uint8_t SynComFrames::byte_at(std::uint16_t place) noexcept {
  const std::size_t end = text_.size() + 2;
  if (place >= end) return static_cast<std::uint8_t>(place == end ? out_check_ >> 8 : out_check_);
  std::uint8_t byte = control_;
  if (place == 1) byte = static_cast<std::uint8_t>(text_.size());
  if (place > 1) byte = static_cast<std::uint8_t>(text_[place - 2u]);
  out_check_ = detail::crc16(out_check_, byte);
  return byte;
}

void SynComFrames::take_byte(std::uint8_t byte) noexcept {
  if (!is_in_frame_) return;
  std::uint8_t* const slot = in.free_slot();
  if (in_place_ == 0) {
    in_control_ = byte;
  } else if (in_place_ == 1) {
    *slot = byte;
  } else if (in_place_ - 1 <= *slot && in_place_ - 1 <= in.capacity()) {
    slot[in_place_ - 1] = byte;
  }
  in_check_ = detail::crc16(in_check_, byte);
  if (++in_place_ == between) is_in_frame_ = false;
}

void SynComFrames::end_frame(bool is_whole) noexcept {
  if (is_in_frame_ && in_place_ != 0) {
    const std::uint8_t length = *in.free_slot();
    if (is_whole && in_check_ == 0 && length <= in.capacity() &&
        in_place_ == length + bytes_around_text) {
      take_frame();
    } else {
      count_damaged();
    }
  }
  is_in_frame_ = true;
  in_place_ = 0;
  in_check_ = detail::crc16_start;
}

/// Who is joining says so until it has heard that the other has heard it. A frame of a link that
/// the other believes in counts only behind its joining.
void SynComFrames::take_frame() noexcept {
  if ((in_control_ & joining) != 0) {
    const bool heard_us = (in_control_ & has_heard) != 0;
    if (is_joined() && !heard_us) leave(Error::os(ECONNRESET));
    has_heard_join_ = true;
    if (is_joined()) {
      owes_answer_ = true;
    } else if (heard_us) {
      enter();
    }
    return;
  }
  if (!is_joined()) {
    if (!has_heard_join_) return;
    enter();
  }
  take_acknowledgement(in_control_ >> expected_shift & (numbers - 1));
  if ((in_control_ & has_text) != 0) take_text(in_control_ >> number_shift & (numbers - 1));
}

void SynComFrames::take_acknowledgement(std::uint8_t expected) noexcept {
  if (expected == number_) return;
  if (!was_sent_ || expected != after(number_)) return leave(Error::os(EPROTO));
  out.remove();
  number_ = expected;
  was_sent_ = false;
  patience_ = 0;
}

/// Without room for it, it is as if it had not come: it will come again. So it is until a loss was
/// told: what comes behind it is given behind it.
void SynComFrames::take_text(std::uint8_t number) noexcept {
  if (!is_joined()) return;
  if (number == expected_) {
    if (in.full() || is_lost()) return;
    in.add();
    expected_ = after(expected_);
  } else if (after(number) != expected_) {
    return leave(Error::os(EPROTO));
  }
  owes_answer_ = true;
}

void SynComFrames::enter() noexcept {
  join();
  number_ = expected_ = 0;
  patience_ = 0;
  was_sent_ = false;
  owes_answer_ = true;
}

/// What is being sent is not finished: the flag of the next frame cuts it off.
void SynComFrames::leave(const Error& error) noexcept {
  lose(error);
  has_heard_join_ = false;
  owes_answer_ = false;
  place_ = between;
}

}  // namespace uasyncio
