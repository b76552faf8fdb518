// SPDX-License-Identifier: MIT
// [header]
#pragma once

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

/// The fan runs as long as somebody moves, and three minutes longer.
asyncio::Coro<> ventilate(asyncio::Event& movement, bool& fan);
// [/header]
