// SPDX-License-Identifier: MIT
// CRC-16/CCITT-FALSE: the check of what goes from board to board.
#pragma once

#include <cstdint>
#include <span>

namespace uasyncio::detail {

/// Of no bytes at all.
inline constexpr std::uint16_t crc16_start = 0xFFFF;

/// The check of what was checked before and one byte more: x^16 + x^12 + x^5 + 1, the highest bit
/// first. Bytes that are followed by their own check, its high byte first, give 0. From everywhere.
std::uint16_t crc16(std::uint16_t crc, std::uint8_t byte) noexcept;
/// The same with several bytes more.
std::uint16_t crc16(std::uint16_t crc, std::span<const std::uint8_t> bytes) noexcept;

}  // namespace uasyncio::detail
