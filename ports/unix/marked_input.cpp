// SPDX-License-Identifier: MIT
// Bytes and marks of a serial line, apart. A mark may come in pieces, so its beginning is kept
// until the rest of it is there.
#include "marked_input.hpp"

#include <cerrno>
#include <cstring>

namespace uasyncio::unix_devices {
namespace {

constexpr std::byte mark{255};
constexpr std::byte bad_follows{0};

}  // namespace

std::span<std::byte> MarkedInput::room() noexcept {
  const std::size_t left = count();  // at most two bytes: the beginning of a mark
  std::memmove(came_, came_ + begin_, left);
  begin_ = 0;
  end_ = static_cast<std::uint16_t>(left);
  return std::span(came_).subspan(left);
}

Attempt MarkedInput::take(std::span<std::byte> asked, int bad_byte) noexcept {
  std::size_t given = 0;
  while (begin_ != end_ && given != asked.size()) {
    const std::byte byte = came_[begin_];
    if (byte == mark) {
      if (count() == 1) break;
      const bool is_mark = came_[begin_ + 1] == bad_follows;
      if (is_mark && (given != 0 || count() == 2))
        break;  // what came before it, or its rest, first
      if (is_mark) return take_mark(bad_byte);
      if (came_[begin_ + 1] == mark) ++begin_;  // data
    }
    asked[given++] = byte;
    ++begin_;
  }
  return given == 0 ? Attempt::would_block() : Attempt::moved(given);
}

Attempt MarkedInput::take_mark(int bad_byte) noexcept {
  const bool is_break = came_[begin_ + 2] == std::byte{0};
  begin_ += 3;
  ++(is_break ? breaks_ : bad_bytes_);
  return Attempt::failed(Error::os(is_break ? EPROTO : bad_byte));
}

}  // namespace uasyncio::unix_devices
