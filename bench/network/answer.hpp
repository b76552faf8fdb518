// SPDX-License-Identifier: MIT
// What a server does for each client: it sends back what comes.
#pragma once

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

inline asyncio::Coro<> echo(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) co_return;
    co_await writer.awrite(text);
  }
}
