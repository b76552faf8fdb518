// SPDX-License-Identifier: MIT
// Asi2cScript: what the two ends of an I2C link do in turn, and what their bytes mean. Knows
// neither pins nor buses nor tasks.
#pragma once

#include "uasyncio/port/error.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace uasyncio::detail {

/// One end. An exchange is up to four blocks: the Initiator's header and its payload, then those of
/// the Responder. A header is the length of the payload (15 bits, the lower byte first; the highest
/// bit: do not send, what came before is not read yet), the numbers of the payload and of the one
/// that is expected (4 bits each), and a CRC-16; behind a payload there is one, too. In the
/// original's format the first two bytes are all.
class Asi2cScript {
 public:
  enum class Deed : std::uint8_t {
    prepare,  // a transfer of `block()`, in the direction of `sends()`
    finish,   // it is over
    raise,    // the own line
    lower,
    wait_high,  // for the peer's line
    wait_low,
    pause,  // for a millisecond, so that the peer sees the own line low
    end,    // the exchange is over
  };

  static constexpr std::size_t check_size = 2;

  /// Each room is for a payload and `check_size` bytes more.
  Asi2cScript(bool is_initiator, bool is_original, std::span<std::uint8_t> out,
              std::span<std::uint8_t> in) noexcept
      : out_(out), in_(in), is_initiator_(is_initiator), is_original_(is_original) {}

  /// A new link: the numbers begin anew, and what was to be sent is dropped.
  void begin() noexcept;
  /// A new exchange.
  void begin_exchange() noexcept;
  /// What is to be done.
  Deed next() const noexcept;
  bool sends() const noexcept { return (block_ < blocks_each) == is_initiator_; }
  std::span<std::uint8_t> block() noexcept;
  /// It was done. An error if what came cannot be: EIO, a header is damaged; EMSGSIZE, a payload
  /// that has no room; EPROTO, the two are out of step.
  Error take() noexcept;

  /// For the stream: how many bytes were moved.
  std::size_t read(std::span<std::byte> room) noexcept;
  std::size_t write(std::span<const std::byte> bytes) noexcept;
  bool has_unread() const noexcept { return in_begin_ != in_end_; }
  void drop_unread() noexcept { in_begin_ = in_end_; }
  /// From here on the peer is asked to send nothing, until `let_go`, which says whether it was.
  void hold() noexcept { holds_ = true; }
  bool let_go() noexcept { return std::exchange(holds_, false); }
  bool holds() const noexcept { return holds_; }
  bool has_unsent() const noexcept { return out_size_ != 0; }
  /// Payloads that came damaged; they are sent again.
  std::uint16_t damaged() const noexcept { return damaged_; }

 private:
  static constexpr std::uint8_t blocks_each = 2;
  static constexpr std::uint8_t blocks = 4;

  bool is_header() const noexcept { return block_ % blocks_each == 0; }
  std::size_t checked(std::size_t size) const noexcept {
    return is_original_ ? size : size + check_size;
  }
  std::size_t header_size() const noexcept { return is_original_ ? 2 : sizeof header_; }
  void begin_block(std::uint8_t block) noexcept;
  void make_header() noexcept;
  void add_check(std::uint8_t* bytes, std::size_t size) const noexcept;
  bool is_right(const std::uint8_t* bytes, std::size_t size) const noexcept;
  Error take_header() noexcept;
  Error take_payload() noexcept;

  std::span<std::uint8_t> out_;
  std::span<std::uint8_t> in_;
  std::uint16_t out_size_ = 0;
  std::uint16_t in_begin_ = 0;  // of what is not read
  std::uint16_t in_end_ = 0;
  std::uint16_t size_ = 0;  // of the payload that follows, or has just come
  std::uint16_t damaged_ = 0;
  std::uint8_t header_[5] = {};
  std::uint8_t block_ = 0;
  std::uint8_t place_ = 0;     // in the deeds of the block
  std::uint8_t number_ = 0;    // of the payload to send
  std::uint8_t expected_ = 0;  // of the peer's next one
  std::uint8_t in_number_ = 0;
  bool was_sent_ = false;
  bool peer_holds_ = false;
  bool holds_ = false;
  bool is_initiator_;
  bool is_original_;
};

}  // namespace uasyncio::detail
