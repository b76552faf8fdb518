// SPDX-License-Identifier: MIT
// How a device and those who wait for it miss nothing: who waits arms itself and then tries, who
// has news changes the device and then looks whether anybody is armed. One of the two sees the
// other, from interrupts and threads as well.
#include "uasyncio/stream/device.hpp"

#include <cerrno>

namespace uasyncio {

Attempt Device::try_read(std::span<std::byte>) noexcept { return Attempt::end(); }

Attempt Device::try_write(std::span<const std::byte>) noexcept {
  return Attempt::failed(Error::os(EBADF));
}

Attempt Device::try_write_pieces(std::span<const detail::ConstBytes> pieces) noexcept {
  return try_write(pieces.front());
}

std::string_view Device::extra_info(std::string_view, std::span<char>) noexcept { return {}; }

Device::~Device() {
  tell_closed(Interest::read);
  tell_closed(Interest::write);
  take_down();  // what was on its way finds nobody
}

/// Whoever changes the device does so before it looks at `is_armed`; whoever waits sets `is_armed`
/// before it looks at the device. So one of them sees the other. What is still armed needs no
/// barrier again: only who has news disarms it, and then the home is told, and comes here once
/// more. (Without a home it might not be.) On chips it is set in any case: that costs less there
/// than the question.
void Device::arm(Flags& flags) noexcept {
  if constexpr (UASYNCIO_HOSTED != 0) {
    if (is_at_home() && flags.is_armed.load(std::memory_order_relaxed)) return;
  }
  move_home(kernel::Scheduler::running());
  flags.is_armed.store(true, std::memory_order_seq_cst);
  if constexpr (UASYNCIO_HOSTED != 0) std::atomic_thread_fence(std::memory_order_seq_cst);
  kernel::interrupt_point();
}

void Device::notify(Flags& flags) noexcept {
  if constexpr (UASYNCIO_HOSTED != 0) std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!flags.is_armed.load(std::memory_order_relaxed)) return;
  flags.is_armed.store(false, std::memory_order_relaxed);
  flags.has_fired.store(true, std::memory_order_seq_cst);
  ring();
}

void Device::tell_soon(Interest interest) noexcept {
  move_home(kernel::Scheduler::running());
  flags_[side_of(interest)].has_fired.store(true, std::memory_order_seq_cst);
  ring();
}

void Device::on_ring(kernel::Signal& signal) noexcept {
  auto& device = static_cast<Device&>(signal);
  // Written twice: a loop would take more, of flash as well.
  if (kernel::take_flag(device.flags_[0].has_fired)) device.tell(0);
  if (kernel::take_flag(device.flags_[1].has_fired)) device.tell(1);
}

namespace {

/// A device that has moved nothing, against its contract, has nothing just now.
Attempt checked(Attempt attempt) noexcept {
  return attempt == Attempt::moved(0) ? Attempt::would_block() : attempt;
}

}  // namespace

Attempt Device::read_or_listen(std::span<std::byte> room) noexcept {
  arm(flags_[side_of(Interest::read)]);
  const Attempt attempt = checked(try_read(room));
  if (attempt.leaves_nothing()) wait_begins(Interest::read);
  return attempt;
}

Attempt Device::write_or_listen(std::span<const detail::ConstBytes> pieces) noexcept {
  arm(flags_[side_of(Interest::write)]);
  const Attempt attempt =
      checked(pieces.size() == 1 ? try_write(pieces.front()) : try_write_pieces(pieces));
  if (attempt.is_would_block()) wait_begins(Interest::write);
  return attempt;
}

Attempt Device::finish_or_listen() noexcept {
  arm(flags_[side_of(Interest::write)]);
  const Attempt attempt = finish_writing();
  if (attempt.is_would_block()) wait_begins(Interest::write);
  return attempt;
}

void Device::close_and_tell() noexcept {
  tell_closed(Interest::read);
  tell_closed(Interest::write);
  close();
}

}  // namespace uasyncio
