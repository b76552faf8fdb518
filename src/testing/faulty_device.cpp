#include "uasyncio/testing/faulty_device.hpp"

#include <algorithm>

namespace uasyncio::testing {

/// Marsaglia's xorshift.
std::uint32_t FaultyDevice::draw(std::uint32_t limit) noexcept {
  state_ ^= state_ << 13;
  state_ ^= state_ >> 17;
  state_ ^= state_ << 5;
  return state_ % limit;
}

/// One time in three. Who is refused without a cause is told soon that it is ready.
bool FaultyDevice::refuses(Interest interest, Attempt& answer) noexcept {
  if (draw(3) != 0) return false;
  tell_soon(interest);
  answer = draw(2) == 0 ? Attempt::would_block() : Attempt::moved(0);
  return true;
}

Attempt FaultyDevice::try_read(std::span<std::byte> room) noexcept {
  Attempt answer = Attempt::would_block();
  if (refuses(Interest::read, answer)) return answer;
  const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(room.size(), 16));
  answer = inner().read_or_listen(room.first(1 + draw(most)));
  if (answer.is_would_block() && draw(4) == 0) tell_soon(Interest::read);
  return answer;
}

Attempt FaultyDevice::try_write(std::span<const std::byte> bytes) noexcept {
  Attempt answer = Attempt::would_block();
  if (refuses(Interest::write, answer)) return answer;
  const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), 16));
  const detail::ConstBytes piece(bytes.first(1 + draw(most)));
  answer = inner().write_or_listen({&piece, 1});
  if (answer.is_would_block() && draw(4) == 0) tell_soon(Interest::write);
  return answer;
}

}  // namespace uasyncio::testing
