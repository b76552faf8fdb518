// SPDX-License-Identifier: MIT
// Of stack.hpp: the chip's controller as an interface of lwIP. One that there is.
#pragma once

#include "ports/lwip/stack.hpp"

namespace uasyncio::lwip::station {

/// `changed` is told when the station gets an address, and when it loses it.
void start(const StaticAddress& place, void (*heard)() noexcept,
           void (*changed)() noexcept) noexcept;
IpAddress address() noexcept;
IpAddress name_server() noexcept;
/// Gives a frame that waits to lwIP; false if there is none.
bool take_frame() noexcept;
/// See Stack.
void lose_one_in(std::uint32_t frames, std::uint32_t seed) noexcept;
/// Another frame will be told.
void listen() noexcept;

}  // namespace uasyncio::lwip::station
