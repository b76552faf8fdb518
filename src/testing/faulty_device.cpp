// SPDX-License-Identifier: MIT
// A device that does, by seed, all that the contract of devices allows: short reads and writes,
// refusals without a cause, spurious news. A program that works on it does not rely on more.
#include "uasyncio/testing/faulty_device.hpp"

#include <algorithm>

namespace uasyncio::testing {

std::size_t FaultyDevice::some_of(std::size_t size) noexcept {
  constexpr std::size_t most = 16;
  return static_cast<std::size_t>(
      chance_.between(1, static_cast<std::int64_t>(std::min(size, most))));
}

/// One time in three. Who is refused without a cause is told soon that it is ready.
bool FaultyDevice::refuses(Interest interest, Attempt& answer) noexcept {
  if (!chance_.one_in(3)) return false;
  tell_soon(interest);
  answer = chance_.one_in(2) ? Attempt::would_block() : Attempt::moved(0);
  return true;
}

Attempt FaultyDevice::try_read(std::span<std::byte> room) noexcept {
  Attempt answer = Attempt::would_block();
  if (refuses(Interest::read, answer)) return answer;
  const std::size_t size = some_of(room.size());
  answer = inner().read_or_listen(room.first(size));
  if (answer.is_would_block() && chance_.one_in(4)) tell_soon(Interest::read);
  return answer;
}

Attempt FaultyDevice::try_write(std::span<const std::byte> bytes) noexcept {
  Attempt answer = Attempt::would_block();
  if (refuses(Interest::write, answer)) return answer;
  const std::size_t size = some_of(bytes.size());
  const detail::ConstBytes piece(bytes.first(size));
  answer = inner().write_or_listen({&piece, 1});
  if (answer.is_would_block() && chance_.one_in(4)) tell_soon(Interest::write);
  return answer;
}

}  // namespace uasyncio::testing
