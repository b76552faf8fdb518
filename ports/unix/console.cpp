// SPDX-License-Identifier: MIT
// Lines from standard input. It is read only when epoll says that there is something, and not made
// non-blocking: the terminal belongs to the shell too, and would stay so after the program.
#include "console.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/stream/readiness.hpp"

#include "ports/bare_metal/begun_line.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <unistd.h>

namespace uasyncio::unix_console {
namespace {

// What was read and not yet handed out: a read may bring more than one line.
char received[512];
std::size_t received_at = 0;
std::size_t received_end = 0;

/// All that was received is in the line.
std::size_t put_back(std::string_view text) noexcept {
  received_at = 0;
  received_end = std::min(text.size(), sizeof received);
  std::copy_n(text.data(), received_end, received);
  return received_end;
}

using Line = bare_metal::BegunLine<&put_back>;

/// Moves bytes into the line; true at its end.
bool take_from_received(Line& line) noexcept {
  while (received_at != received_end) {
    const char byte = received[received_at++];
    if (byte == '\n') return true;
    line.add(byte);
  }
  return false;
}

}  // namespace

Coro<std::string_view> Console::read_line(std::span<char> buffer) {
  if (Line::is_read) co_await fail(Error::runtime("Console: another task reads already"));
  Line line(buffer);
  while (!take_from_received(line)) {
    co_await readable(STDIN_FILENO);
    const ssize_t count = read(STDIN_FILENO, received, sizeof received);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) co_await fail(Error::os(errno));
    if (count == 0 && line.empty()) co_await fail(Error::eof);
    if (count == 0) break;
    received_at = 0;
    received_end = static_cast<std::size_t>(count);
  }
  line.take();
  std::string_view text = line.text();
  if (!Line::was_truncated && text.ends_with('\r')) text.remove_suffix(1);
  co_return text;
}

bool Console::was_truncated() noexcept { return Line::was_truncated; }

void Console::write(std::string_view text) noexcept {
  platform::console_write(text.data(), text.size());
}

}  // namespace uasyncio::unix_console
