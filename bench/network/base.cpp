// SPDX-License-Identifier: MIT
// The smallest useful program, without a network.
#include "bench/network/program.hpp"

asyncio::Coro<> use_network() { co_await asyncio::sleep(1); }
