// SPDX-License-Identifier: MIT
// What a UART gives when it is asked for a byte: the byte in the lowest eight bits, and above it
// what is wrong. The first four are where a PL011 has them, so that such a chip need not translate.
#pragma once

#include <cstdint>

namespace uasyncio::bare_metal::received {

inline constexpr std::uint32_t nothing = 0xFFFF'FFFF;   // no byte is there
inline constexpr std::uint32_t framing = 1u << 8;       // the byte is not what was sent
inline constexpr std::uint32_t parity = 1u << 9;        // the same
inline constexpr std::uint32_t line_break = 1u << 10;   // there was no byte
inline constexpr std::uint32_t lost_before = 1u << 11;  // some were lost just before this byte
inline constexpr std::uint32_t lost_after = 1u << 12;   // just after it
inline constexpr std::uint32_t end = 1u << 13;          // nothing comes any more

}  // namespace uasyncio::bare_metal::received
