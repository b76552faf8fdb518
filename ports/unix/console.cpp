// SPDX-License-Identifier: MIT
// Lines from standard input. It is read only when epoll says that there is something, and not made
// non-blocking: the terminal belongs to the shell too, and would stay so after the program.
#include "console.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/stream/readiness.hpp"

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
bool truncated = false;
bool cut = false;  // the end of the line begun was lost
bool is_read = false;

/// The line that a task reads; what does not fit is counted and dropped. Until it is taken, what
/// has come of it is for the next who reads.
struct Line {
  std::span<char> buffer;
  std::size_t length = 0;
  bool is_taken = false;

  explicit Line(std::span<char> its_buffer) noexcept : buffer(its_buffer) { is_read = true; }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() {
    is_read = false;
    if (!is_taken) put_back();
  }

  void add(char byte) noexcept {
    if (length < buffer.size()) buffer[length] = byte;
    ++length;
  }
  /// All that was received is in the line.
  void put_back() noexcept {
    received_at = 0;
    received_end = std::min({length, buffer.size(), sizeof received});
    std::copy_n(buffer.data(), received_end, received);
    if (length > received_end) cut = true;
  }
  std::string_view take() noexcept {
    is_taken = true;
    std::string_view text(buffer.data(), std::min(length, buffer.size()));
    truncated = length > buffer.size() || cut;
    cut = false;
    if (!truncated && text.ends_with('\r')) text.remove_suffix(1);
    return text;
  }
};

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
  if (is_read) co_await fail(Error::runtime("Console: another task reads already"));
  Line line(buffer);
  while (!take_from_received(line)) {
    co_await readable(STDIN_FILENO);
    const ssize_t count = read(STDIN_FILENO, received, sizeof received);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) co_await fail(Error::os(errno));
    if (count == 0 && line.length == 0) co_await fail(Error::eof);
    if (count == 0) break;
    received_at = 0;
    received_end = static_cast<std::size_t>(count);
  }
  co_return line.take();
}

bool Console::was_truncated() noexcept { return truncated; }

void Console::write(std::string_view text) noexcept {
  platform::console_write(text.data(), text.size());
}

}  // namespace uasyncio::unix_console
