// SPDX-License-Identifier: MIT
// What the probes of a chip's network share: the computer that they talk with, and their console.
#pragma once

#include "command_words.hpp"

#include <board.hpp>
#include <uasyncio.hpp>

namespace network_probe {

namespace asyncio = uasyncio;
using asyncio::Coro;

inline constexpr const char* computer = "10.0.2.2";

inline void print_failure(const asyncio::Error& error) { asyncio::print("failed:", error); }

/// Runs the commands of a console, one after the other, until it ends: `run()` finds the words of a
/// command in `words`.
template <class Run>
Coro<> run_commands(asyncio::StreamReader& commands, CommandWords& words, Run run,
                    void (*tell)(const asyncio::Error&) = print_failure) {
  asyncio::print("ready");
  for (;;) {
    const std::string_view line = co_await commands.readline();
    if (line.empty()) co_return;
    words = CommandWords(line);
    const auto end = co_await asyncio::as_result(run());
    if (!end.ok()) tell(end.error());
  }
}

/// The same, when the network has told the chip its address.
template <class Run>
Coro<> run_commands_with_an_address(asyncio::StreamReader& commands, CommandWords& words, Run run) {
  asyncio::lwip::stack().start();
  co_await asyncio::lwip::stack().wait_for_address();
  co_await run_commands(commands, words, run);
}

inline Coro<> echo(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) co_return;
    co_await writer.awrite(text);
  }
}

/// Prints what comes, line by line, and says when both sides have closed.
inline Coro<> print_to_the_end(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  writer.finish_writing();
  for (;;) {
    const std::string_view line = co_await reader.readline();
    if (line.empty()) break;
    asyncio::print("got", line.substr(0, line.find('\n')));
  }
  writer.close();
  co_await writer.wait_closed();
  asyncio::print("closed");
}

}  // namespace network_probe
