// SPDX-License-Identifier: MIT
// What the UARTs of all chips have in common as streams. A write only fills the ring and asks for
// the interrupt, which sends: so one place moves bytes, whatever the chip.
#include "ports/bare_metal/uart_stream.hpp"

namespace uasyncio::bare_metal {

Attempt UartInput::try_read(std::span<std::byte> room) noexcept {
  if (!is_running_) return Attempt::failed(Error::value);
  const Attempt attempt = incoming_.take(room);
  if (attempt.has_moved()) on_taken();
  return attempt;
}

Attempt UartStream::try_write(std::span<const std::byte> bytes) noexcept {
  if (!is_running_) return Attempt::failed(Error::value);
  const std::size_t size = outgoing_.put(bytes);
  if (size == 0) return Attempt::would_block();
  start_sending();
  return Attempt::moved(size);
}

/// A line has no end that could be told; but what is in the ring is to go out first.
Attempt UartStream::finish_writing() noexcept {
  return outgoing_.empty() || !is_running_ ? Attempt::end() : Attempt::would_block();
}

}  // namespace uasyncio::bare_metal
