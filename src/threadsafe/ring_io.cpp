// SPDX-License-Identifier: MIT
// A ring of bytes between tasks, interrupts and threads. Interrupts are held off only while up to
// 32 bytes are taken out, or one write is copied in. A side rings only if the other one has found
// nothing and said so.
#include "uasyncio/threadsafe/ring_io.hpp"

#include "uasyncio/core/fail.hpp"

#include <algorithm>
#include <utility>

namespace uasyncio {

RingIOBase::RingIOBase(std::byte* room, std::size_t capacity) noexcept
    : kernel::Doorbell(&on_ring), room_(room), capacity_(capacity) {}

RingIOBase::~RingIOBase() { take_down(); }

std::size_t RingIOBase::any() noexcept {
  const ExclusiveSection section(exclusion_);
  return count_;
}

bool RingIOBase::is_closed() noexcept {
  const ExclusiveSection section(exclusion_);
  return is_closed_;
}

void RingIOBase::close() noexcept {
  {
    const ExclusiveSection section(exclusion_);
    is_closed_ = true;
  }
  ring();
}

std::size_t RingIOBase::write(detail::ConstBytes bytes) noexcept {
  std::size_t written;
  bool must_ring;
  {
    const ExclusiveSection section(exclusion_);
    written = is_closed_ ? 0 : std::min(bytes.size(), capacity_ - count_);
    if (written == 0) return 0;
    const std::size_t place = place_after(first_, count_);
    const std::size_t up_to_the_end = std::min(written, capacity_ - place);
    std::memcpy(room_ + place, bytes.data(), up_to_the_end);
    std::memcpy(room_, bytes.data() + up_to_the_end, written - up_to_the_end);
    count_ += written;
    must_ring = std::exchange(readers_.must_ring, false);
  }
  if (must_ring) ring();
  return written;
}

std::size_t RingIOBase::readinto(detail::MutableBytes buffer) noexcept {
  return take(buffer, false);
}

/// Takes what is there and fits; of a line not more than to its newline.
std::size_t RingIOBase::take(std::span<std::byte> buffer, bool is_line) noexcept {
  std::size_t taken = 0;
  while (taken != buffer.size()) {
    const std::size_t piece = take_piece(buffer.subspan(taken), is_line);
    taken += piece;
    if (piece == 0 || (is_line && buffer[taken - 1] == std::byte{'\n'})) break;
  }
  return taken;
}

std::size_t RingIOBase::take_piece(std::span<std::byte> buffer, bool is_line) noexcept {
  constexpr std::size_t bytes_at_once = 32;
  std::size_t taken;
  bool must_ring;
  {
    const ExclusiveSection section(exclusion_);
    taken = std::min({buffer.size(), count_, capacity_ - first_, bytes_at_once});
    if (taken == 0) return 0;
    const std::byte* const from = room_ + first_;
    const void* const newline = is_line ? std::memchr(from, '\n', taken) : nullptr;
    if (newline != nullptr) {
      taken = static_cast<std::size_t>(static_cast<const std::byte*>(newline) - from) + 1;
    }
    std::memcpy(buffer.data(), from, taken);
    first_ = place_after(first_, taken);
    count_ -= taken;
    must_ring = std::exchange(writers_.must_ring, false);
  }
  if (must_ring) ring();
  return taken;
}

/// Whether there is something for this side; if not, the other one rings when there is.
bool RingIOBase::can_go_on(Side& side) noexcept {
  const ExclusiveSection section(exclusion_);
  const bool has_some = &side == &readers_ ? count_ != 0 : count_ != capacity_;
  side.must_ring = !has_some;
  return has_some || is_closed_;
}

void RingIOBase::serve(Side& side) noexcept {
  if (!side.empty() && side.given == 0 && can_go_on(side)) side.give();
}

void RingIOBase::on_ring(kernel::Signal& signal) noexcept {
  auto& its_ring = static_cast<RingIOBase&>(signal);
  its_ring.serve(its_ring.readers_);
  its_ring.serve(its_ring.writers_);
}

void RingIOBase::Side::is_back(kernel::HandOver* giver) noexcept {
  auto& side = static_cast<Side&>(*giver);
  side.ring.serve(side);
}

Coro<std::size_t> RingIOBase::read(detail::MutableBytes buffer) {
  if (buffer.empty()) co_return 0;
  for (;;) {
    co_await Turn(readers_);
    const bool was_closed = is_closed();  // if so, nothing comes after what is taken next
    const std::size_t taken = take(buffer, false);
    serve(readers_);
    if (taken != 0 || was_closed) co_return taken;
  }
}

Coro<> RingIOBase::read_exactly(detail::MutableBytes buffer) {
  std::span<std::byte> rest = buffer;
  while (!rest.empty()) {
    const std::size_t taken = co_await read(rest);
    if (taken == 0) co_await fail(Error::eof("closed before all bytes had come"));
    rest = rest.subspan(taken);
  }
}

Coro<std::size_t> RingIOBase::readline(detail::MutableBytes buffer) {
  std::size_t taken = 0;
  while (taken != buffer.size()) {
    co_await Turn(readers_);
    const bool was_closed = is_closed();
    const std::size_t piece = take(buffer.subspan(taken), true);
    serve(readers_);
    taken += piece;
    const bool is_line = taken != 0 && buffer[taken - 1] == std::byte{'\n'};
    if (is_line || (piece == 0 && was_closed)) break;
  }
  co_return taken;
}

Coro<> RingIOBase::write_all(detail::ConstBytes bytes) {
  std::span<const std::byte> rest = bytes;
  while (!rest.empty()) {
    co_await Turn(writers_);
    const bool was_closed = is_closed();
    rest = rest.subspan(write(rest));
    serve(writers_);
    if (was_closed && !rest.empty()) co_await fail(Error::eof("closed for writing"));
  }
}

}  // namespace uasyncio
