// SPDX-License-Identifier: MIT
// POSIX signals for tasks. The handler only sets a bit and rings a flag, which is all that a
// handler may do; who gives a number back waits for handlers that are still under way in other
// threads.
#include "uasyncio/stream/signals.hpp"

#include "uasyncio/core/fail.hpp"

#include <bit>
#include <cerrno>
#include <csignal>
#include <sched.h>

namespace uasyncio {
namespace {

constexpr std::uint64_t bit_of(int number) noexcept { return std::uint64_t{1} << (number - 1); }

}  // namespace

/// What the handler of a number looks at. Whoever gives a number back waits for the handlers that
/// are under way in other threads.
struct Signals::Place {
  std::atomic<Signals*> owner{nullptr};
  std::atomic<int> visits{0};
  struct sigaction before{};
};

constinit Signals::Place Signals::places[most + 1];

void Signals::on_signal(int number) noexcept {
  const int errno_before = errno;
  Place& place = places[number];
  place.visits.fetch_add(1, std::memory_order_seq_cst);
  if (Signals* const owner = place.owner.load(std::memory_order_seq_cst)) {
    owner->pending_.fetch_or(bit_of(number), std::memory_order_seq_cst);
    owner->news_.set();
  }
  place.visits.fetch_sub(1, std::memory_order_release);
  errno = errno_before;
}

Signals::Signals(std::initializer_list<int> numbers) noexcept {
  for (const int number : numbers) {
    if (const Error error = take_over(number)) error_ = error;
  }
}

Error Signals::take_over(int number) noexcept {
  if (number < 1 || number > most) return Error::os(EINVAL);
  Place& place = places[number];
  Signals* nobody = nullptr;
  if (!place.owner.compare_exchange_strong(nobody, this)) return Error::os(EBUSY);
  struct sigaction action{};
  action.sa_handler = &on_signal;
  action.sa_flags = SA_RESTART;
  if (sigaction(number, &action, &place.before) != 0) {
    place.owner.store(nullptr);
    return Error::os(errno);
  }
  owned_ |= bit_of(number);
  return Error::none;
}

Signals::~Signals() {
  for (int number = 1; number <= most; ++number) {
    if ((owned_ & bit_of(number)) == 0) continue;
    Place& place = places[number];
    sigaction(number, &place.before, nullptr);
    place.owner.store(nullptr, std::memory_order_seq_cst);
    while (place.visits.load(std::memory_order_seq_cst) != 0) sched_yield();
  }
}

int Signals::take() noexcept {
  const std::uint64_t pending = pending_.load(std::memory_order_seq_cst);
  if (pending == 0) return 0;
  const int number = std::countr_zero(pending) + 1;
  const std::uint64_t rest =
      pending_.fetch_and(~bit_of(number), std::memory_order_seq_cst) & ~bit_of(number);
  if (rest != 0) news_.set();  // for another task that waits
  return number;
}

Coro<int> Signals::next() {
  if (error_) co_await fail(error_);
  for (;;) {
    const int number = take();
    if (number != 0) co_return number;
    co_await news_.wait();
  }
}

}  // namespace uasyncio
