// SPDX-License-Identifier: MIT
// The Ethernet controller of the LM3S6965.
#pragma once

#include "ports/bare_metal/ethernet.hpp"

namespace uasyncio::lm3s {

/// 10 and 100 Mbit/s, as the chip's own PHY agrees with the other side. The station's address is in
/// the chip's user registers, where the board's maker has put it; without one it is
/// 02:00:00:00:00:01. Frames for others are left out by the controller, those for groups too.
class Ethernet final : public bare_metal::Ethernet {
 public:
  void start(Heard heard) noexcept override;
  std::array<std::uint8_t, 6> address() const noexcept override;
  void listen() noexcept override;
  std::size_t begin_reading() noexcept override;
  void read(std::span<std::byte> piece) noexcept override;
  void end_reading() noexcept override;
  bool begin_writing(std::size_t size) noexcept override;
  void write(std::span<const std::byte> piece) noexcept override;
  void end_writing() noexcept override;

  void interrupt() noexcept;

 private:
  void put(std::uint8_t byte) noexcept;

  Heard heard_ = nullptr;
  std::uint32_t first_word_ = 0;  // of the frame that is read; it begins with the size
  std::size_t words_to_read_ = 0;
  bool has_first_word_ = false;
  std::uint32_t word_to_write_ = 0;  // its bytes come one by one
  unsigned bits_to_write_ = 0;
};

}  // namespace uasyncio::lm3s
