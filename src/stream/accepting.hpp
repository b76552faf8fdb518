// SPDX-License-Identifier: MIT
// Of stream/server.hpp: how clients come to a server.
#pragma once

#include "uasyncio/stream/server.hpp"

namespace uasyncio::detail {

/// Accepts until it is cancelled, and makes a task for each client.
Coro<> accept_clients(ServerReference state, Device& listener);

}  // namespace uasyncio::detail
