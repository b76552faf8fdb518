// SPDX-License-Identifier: MIT
// An I2C link as steps. Each block is moved between four edges of the two lines, each of which
// answers the one before, so that neither end touches the bus before the other is prepared, however
// slow it is. A payload is sent again in the next exchange until the peer's header says that it
// expects the one behind it.
#include "uasyncio/drivers/link/asi2c_script.hpp"

#include "uasyncio/drivers/link/crc16.hpp"
#include "uasyncio/drivers/saturating_count.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace uasyncio::detail {
namespace {

using Deed = Asi2cScript::Deed;

constexpr std::size_t most_deeds = 8;
using Deeds = Deed[most_deeds];

constexpr Deeds initiator_leads = {Deed::prepare, Deed::raise,    Deed::finish, Deed::wait_high,
                                   Deed::lower,   Deed::wait_low, Deed::end};
constexpr Deeds responder_follows = {Deed::wait_high, Deed::prepare, Deed::finish, Deed::raise,
                                     Deed::wait_low,  Deed::lower,   Deed::end};
// In the original the Responder leads while it sends, and nobody tells it that its low line was
// seen.
constexpr Deeds initiator_follows = {Deed::wait_high, Deed::prepare, Deed::raise, Deed::finish,
                                     Deed::wait_low,  Deed::lower,   Deed::end};
constexpr Deeds responder_leads = {Deed::pause,  Deed::raise, Deed::wait_high, Deed::prepare,
                                   Deed::finish, Deed::lower, Deed::wait_low,  Deed::end};

constexpr unsigned hold_bit = 0x80;
constexpr unsigned numbers = 16;
constexpr std::size_t longest = 0x7FFF;

constexpr std::uint8_t after(std::uint8_t number) noexcept {
  return static_cast<std::uint8_t>((number + 1u) % numbers);
}

}  // namespace

void Asi2cScript::begin() noexcept {
  number_ = expected_ = 0;
  out_size_ = 0;
  was_sent_ = false;
  peer_holds_ = true;  // until it says that it has read what came before
}

void Asi2cScript::begin_exchange() noexcept { begin_block(0); }

void Asi2cScript::begin_block(std::uint8_t block) noexcept {
  block_ = block;
  place_ = 0;
  if (block != blocks && is_header() && sends()) make_header();
}

Deed Asi2cScript::next() const noexcept {
  if (block_ == blocks) return Deed::end;
  const bool initiator_leads_block = !is_original_ || block_ < blocks_each;
  const Deeds& deeds = is_initiator_
                           ? (initiator_leads_block ? initiator_leads : initiator_follows)
                           : (initiator_leads_block ? responder_follows : responder_leads);
  return deeds[place_];
}

std::span<std::uint8_t> Asi2cScript::block() noexcept {
  if (is_header()) return std::span(header_, header_size());
  return (sends() ? out_ : in_).first(checked(size_));
}

/// A payload that is under way already is the same as before: its bytes and number stay.
void Asi2cScript::make_header() noexcept {
  size_ = peer_holds_ ? std::uint16_t{0} : out_size_;
  header_[0] = static_cast<std::uint8_t>(size_);
  header_[1] =
      static_cast<std::uint8_t>(unsigned{size_} >> 8 | (has_unread() || holds_ ? hold_bit : 0u));
  header_[2] = static_cast<std::uint8_t>(number_ * numbers + expected_);
  add_check(header_, 3);
  if (size_ == 0) return;
  add_check(out_.data(), size_);
  was_sent_ = true;
}

void Asi2cScript::add_check(std::uint8_t* bytes, std::size_t size) const noexcept {
  if (is_original_) return;
  const std::uint16_t check = crc16(crc16_start, std::span(bytes, size));
  bytes[size] = static_cast<std::uint8_t>(check >> 8);
  bytes[size + 1] = static_cast<std::uint8_t>(check);
}

bool Asi2cScript::is_right(const std::uint8_t* bytes, std::size_t size) const noexcept {
  return is_original_ || crc16(crc16_start, std::span(bytes, size + check_size)) == 0;
}

Error Asi2cScript::take() noexcept {
  Error error;
  if (next() == Deed::finish && !sends()) error = is_header() ? take_header() : take_payload();
  ++place_;
  if (next() != Deed::end) return error;
  if (is_original_ && !is_header() && sends()) out_size_ = 0;
  const bool has_payload = is_header() && size_ != 0;
  const std::uint8_t next_header = block_ < blocks_each ? blocks_each : blocks;
  begin_block(has_payload ? static_cast<std::uint8_t>(block_ + 1) : next_header);
  return error;
}

Error Asi2cScript::take_header() noexcept {
  if (!is_right(header_, 3)) return Error::os(EIO);
  size_ = static_cast<std::uint16_t>(header_[0] | (header_[1] & ~hold_bit) << 8);
  peer_holds_ = (header_[1] & hold_bit) != 0;
  if (size_ + check_size > in_.size()) return Error::os(EMSGSIZE);
  if (size_ != 0 && (has_unread() || holds_)) return Error::os(EPROTO);
  if (is_original_) return Error::none;
  in_number_ = header_[2] / numbers;
  const std::uint8_t expected = header_[2] % numbers;
  if (expected == number_) return Error::none;
  if (!was_sent_ || expected != after(number_)) return Error::os(EPROTO);
  number_ = expected;
  out_size_ = 0;
  was_sent_ = false;
  return Error::none;
}

Error Asi2cScript::take_payload() noexcept {
  if (!is_right(in_.data(), size_)) {
    count(damaged_);
    return Error::none;
  }
  if (!is_original_) {
    if (after(in_number_) == expected_) return Error::none;  // it has come already
    if (in_number_ != expected_) return Error::os(EPROTO);
    expected_ = after(expected_);
  }
  in_begin_ = 0;
  in_end_ = size_;
  return Error::none;
}

std::size_t Asi2cScript::read(std::span<std::byte> room) noexcept {
  const std::size_t size = std::min<std::size_t>(room.size(), in_end_ - in_begin_);
  if (size != 0) std::memcpy(room.data(), in_.data() + in_begin_, size);
  in_begin_ = static_cast<std::uint16_t>(in_begin_ + size);
  return size;
}

std::size_t Asi2cScript::write(std::span<const std::byte> bytes) noexcept {
  if (has_unsent()) return 0;
  const std::size_t size = std::min({bytes.size(), out_.size() - check_size, longest});
  if (size != 0) std::memcpy(out_.data(), bytes.data(), size);
  out_size_ = static_cast<std::uint16_t>(size);
  return size;
}

}  // namespace uasyncio::detail
