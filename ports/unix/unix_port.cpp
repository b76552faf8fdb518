// SPDX-License-Identifier: MIT
// The loop's sleep on Linux: epoll for descriptors, an eventfd for wake-ups from threads, and
// epoll_pwait2 for microseconds. `wake` writes to the eventfd only if the loop sleeps: the flags
// `attention_` and `is_sleeping_` are each set before the other one is read, so that no wake-up is
// lost. A descriptor's number may be used again, so each watch has a generation, and news of an
// older one are dropped.
#include "unix_port.hpp"

#include "deep_sleep.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace uasyncio {
namespace {

constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::uint64_t nanoseconds_per_millisecond = 1'000'000;
constexpr std::uint64_t nanoseconds_per_microsecond = 1'000;

constexpr unsigned generation_shift = 32;  // above the number, in what epoll tells

// Work between two real readings of the clock: 20 us, in cycles of a counter of 1 to 4 GHz (the
// slower the counter, the longer the time, up to 40 us at 1 GHz).
constexpr std::uint64_t look_interval_in_cycles = 40'000;

std::uint64_t monotonic_nanoseconds() noexcept {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * nanoseconds_per_second +
         static_cast<std::uint64_t>(time.tv_nsec);
}

/// Where a program is started without its standard streams, a connection would get the number of
/// one, and all that is printed.
void keep_standard_streams() noexcept {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) {
    if (fcntl(number, F_GETFD) < 0) open("/dev/null", O_RDWR);  // the lowest number that is free
  }
}

std::uint64_t nanoseconds_until(Instant deadline) noexcept {
  const std::uint64_t now = monotonic_nanoseconds();
  constexpr std::uint64_t limit = to_microseconds(Instant(never)) / nanoseconds_per_microsecond;
  const std::uint64_t end =
      std::min(to_microseconds(deadline), limit) * nanoseconds_per_microsecond;
  return end > now ? end - now : 0;
}

[[noreturn]] void fail_at_start(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// What epoll says of a call that has given `count`. Its errors but for EINTR are mistakes, as a
/// descriptor that the program has closed: going on would be spinning for ever.
int checked(int count) noexcept {
  if (count >= 0 || errno == EINTR) return count;
  std::perror("uasyncio: waiting with epoll");
  std::abort();
}

}  // namespace

UnixPort::UnixPort() : Port(1), events_(new epoll_event[events_at_once]) {
  keep_standard_streams();
#if UASYNCIO_CYCLE_COUNTER
  look_interval_cycles_ = look_interval_in_cycles;
#else
  looks_every_pass_ = true;
#endif
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0) fail_at_start("uasyncio: epoll_create1");
  wake_event_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_event_ < 0) fail_at_start("uasyncio: eventfd");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = static_cast<std::uint32_t>(wake_event_);
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_event_, &event) != 0) {
    fail_at_start("uasyncio: epoll_ctl");
  }
}

UnixPort::~UnixPort() {
  for (const Slot& slot : slots_) {
    if (slot.watch != nullptr) slot.watch->watcher = nullptr;
  }
  close(wake_event_);
  close(epoll_);
}

Instant UnixPort::now() noexcept {
  return at_microseconds(monotonic_nanoseconds() / nanoseconds_per_microsecond);
}

bool UnixPort::wait(Instant deadline) noexcept {
  [[maybe_unused]] const detail::CountedSleep counted(*this);
  is_sleeping_.store(true, std::memory_order_seq_cst);
  has_just_waited_ = attention_.load(std::memory_order_seq_cst) == 0;
  if (has_just_waited_) {
    next_event_ = 0;  // no loop waits while some are left: `poll_some` has told it to look
    event_count_ = wait_for_events(deadline);
  }
  is_sleeping_.store(false, std::memory_order_relaxed);
  return true;  // a thread or a signal may always wake it
}

int UnixPort::wait_for_events(Instant deadline) noexcept {
  for (;;) {
    const int count = checked(has_fine_wait_ ? wait_finely(deadline) : wait_coarsely(deadline));
    if (count > 0) return count;
    if (attention_.load(std::memory_order_acquire) != 0) return 0;  // a signal handler called wake
    if (count == 0 && now() >= deadline) return 0;
  }
}

int UnixPort::wait_finely(Instant deadline) noexcept {
  timespec timeout{};
  if (deadline != never) {
    const std::uint64_t left = nanoseconds_until(deadline);
    timeout.tv_sec = static_cast<time_t>(left / nanoseconds_per_second);
    timeout.tv_nsec = static_cast<long>(left % nanoseconds_per_second);
  }
  const int count = epoll_pwait2(epoll_, events_.get(), events_at_once,
                                 deadline == never ? nullptr : &timeout, nullptr);
  if (count >= 0 || (errno != ENOSYS && errno != EPERM)) return count;
  has_fine_wait_ = false;  // an old kernel, or a sandbox that does not know the call
  return wait_coarsely(deadline);
}

int UnixPort::wait_coarsely(Instant deadline) noexcept {
  constexpr std::uint64_t longest = INT_MAX;
  int timeout = -1;
  if (deadline != never) {
    const std::uint64_t left = nanoseconds_until(deadline) + nanoseconds_per_millisecond - 1;
    const std::uint64_t milliseconds = left / nanoseconds_per_millisecond;
    timeout = static_cast<int>(milliseconds < longest ? milliseconds : longest);
  }
  return epoll_wait(epoll_, events_.get(), events_at_once, timeout);
}

void UnixPort::wake() noexcept {
  attention_.store(1, std::memory_order_seq_cst);
  if (!is_sleeping_.load(std::memory_order_seq_cst)) return;
  const int errno_before = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_event_, &one, sizeof one);
  errno = errno_before;
}

void UnixPort::poll() noexcept {
  if (find_events()) dispatch_next(event_count_);
}

void UnixPort::poll_some() noexcept {
  if (!find_events()) return;
  dispatch_next(events_in_a_row);
  if (next_event_ != event_count_) attention_.store(1, std::memory_order_relaxed);
}

/// False if none is known. What happened before the last wait is known. So the look behind the
/// tasks that it woke does not ask the system again: if they are done, the next wait does.
bool UnixPort::find_events() noexcept {
  if (next_event_ != event_count_) return true;
  if (watched_count_ == 0 || std::exchange(has_just_waited_, false)) return false;
  next_event_ = 0;
  event_count_ = checked(epoll_wait(epoll_, events_.get(), events_at_once, 0));
  return event_count_ != 0;
}

/// At most so many.
void UnixPort::dispatch_next(int count) noexcept {
  const int end = std::min(event_count_, next_event_ + count);
  while (next_event_ < end) dispatch(events_[static_cast<std::size_t>(next_event_++)]);
}

void UnixPort::dispatch(const epoll_event& event) noexcept {
  const auto descriptor = static_cast<std::uint32_t>(event.data.u64);
  if (static_cast<int>(descriptor) == wake_event_) {
    std::uint64_t count;
    [[maybe_unused]] const ssize_t size = read(wake_event_, &count, sizeof count);
    return;
  }
  const Slot& slot = slots_[descriptor];
  if (slot.watch == nullptr || slot.generation != event.data.u64 >> generation_shift) return;
  const bool has_failed = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
  const bool is_ending = has_failed || (event.events & EPOLLRDHUP) != 0;
  unsigned news = 0;
  if (is_ending || (event.events & EPOLLIN) != 0) news |= DescriptorWatch::can_read;
  if (has_failed || (event.events & EPOLLOUT) != 0) news |= DescriptorWatch::can_write;
  if (is_ending) news |= DescriptorWatch::is_ending;
  if ((event.events & EPOLLPRI) != 0) news |= DescriptorWatch::is_urgent;
  slot.watch->tell(*slot.watch, news);
}

UnixPort::Slot& UnixPort::slot_of(int descriptor) noexcept {
  const auto index = static_cast<std::size_t>(descriptor);
  if (index >= slots_.size()) slots_.resize(index + 1);
  return slots_[index];
}

/// Gives an errno, 0 if done.
int UnixPort::control(int operation, int descriptor, std::uint32_t events) noexcept {
  epoll_event event{};
  event.events = events;
  event.data.u64 = static_cast<std::uint64_t>(slot_of(descriptor).generation) << generation_shift |
                   static_cast<std::uint32_t>(descriptor);
  return epoll_ctl(epoll_, operation, descriptor, &event) == 0 ? 0 : errno;
}

// --- Descriptors that are watched for good ------------------------------------------------------

int UnixPort::watch(DescriptorWatch& watch) noexcept {
  if (watch.descriptor < 0) return EBADF;
  Slot& slot = slot_of(watch.descriptor);
  if (Waits* const waits = waits_of(slot)) {
    fail_all(*waits);
    control(EPOLL_CTL_DEL, watch.descriptor, 0);
  } else if (slot.watch != nullptr) {
    return EEXIST;
  }
  const int error = control(EPOLL_CTL_ADD, watch.descriptor,
                            EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET);
  if (error != 0) return error;
  ++watched_count_;
  slot.watch = &watch;
  watch.watcher = this;
  return 0;
}

/// A duplicate of the descriptor, in a child process, would keep epoll telling of it: so it is told
/// to forget it, although closing does that too.
void UnixPort::unwatch(DescriptorWatch& watch) noexcept {
  watch.watcher = nullptr;
  control(EPOLL_CTL_DEL, watch.descriptor, 0);
  forget(watch.descriptor);
}

void UnixPort::forget(int descriptor) noexcept {
  Slot& slot = slot_of(descriptor);
  slot.watch = nullptr;
  ++slot.generation;
  --watched_count_;
}

// --- Descriptors that tasks wait for ------------------------------------------------------------

/// Makes epoll watch for `events` and what others still wait for, once. Gives an errno, 0 if done.
int UnixPort::switch_on(Waits& waits, std::uint32_t events) noexcept {
  const int descriptor = waits.descriptor;
  if (!waits.readers.empty()) events |= EPOLLIN | EPOLLRDHUP;
  if (!waits.writers.empty()) events |= EPOLLOUT;
  const bool is_new = slot_of(descriptor).watch == nullptr;
  const int error =
      control(is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, events | EPOLLONESHOT);
  if (error == 0 && is_new) {
    slot_of(descriptor).watch = &waits;
    waits.watcher = this;
    ++watched_count_;
  }
  return error;
}

void UnixPort::on_news(DescriptorWatch& watch, unsigned news) noexcept {
  auto& waits = static_cast<Waits&>(watch);
  if ((news & DescriptorWatch::can_read) != 0) waits.readers.wake_all();
  if ((news & DescriptorWatch::can_write) != 0) waits.writers.wake_all();
  if (waits.readers.empty() && waits.writers.empty()) return;
  auto& port = static_cast<UnixPort&>(*waits.watcher);
  const int error = port.switch_on(waits, 0);
  if (error != 0) port.fail_all(waits);
}

/// Null if nothing is watched, or a stream.
UnixPort::Waits* UnixPort::waits_of(const Slot& slot) noexcept {
  const bool is_one = slot.watch != nullptr && slot.watch->tell == &on_news;
  return is_one ? static_cast<Waits*>(slot.watch) : nullptr;
}

/// Their descriptor is closed.
void UnixPort::fail_all(Waits& waits) noexcept {
  forget(waits.descriptor);
  waits.readers.fail_all(Error::os(EBADF));
  waits.writers.fail_all(Error::os(EBADF));
}

Readiness UnixPort::readiness(int descriptor, Interest interest) noexcept {
  if (descriptor < 0) return {.error_code = EBADF};
  const Slot& slot = slot_of(descriptor);
  Waits& waits = waits_[descriptor];
  if (slot.watch != nullptr && slot.watch != &waits) return {.error_code = EEXIST};
  waits.descriptor = descriptor;
  const std::uint32_t events = interest == Interest::read ? EPOLLIN | EPOLLRDHUP : EPOLLOUT;
  int error = switch_on(waits, events);
  if (slot.watch != nullptr && (error == ENOENT || error == EBADF)) {
    fail_all(waits);  // it was closed, and perhaps its number is used again
    error = switch_on(waits, events);
  }
  if (error == EPERM) return {.kind = Readiness::Kind::ready};  // a regular file
  if (error != 0) return {.error_code = error};
  kernel::WaitList& list = interest == Interest::read ? waits.readers : waits.writers;
  return {.kind = Readiness::Kind::wait, .list = &list};
}

void UnixPort::close_descriptor(int descriptor) noexcept {
  if (descriptor < 0) return;
  if (Waits* const waits = waits_of(slot_of(descriptor))) {
    control(EPOLL_CTL_DEL, descriptor, 0);
    fail_all(*waits);
  }
  close(descriptor);
}

}  // namespace uasyncio
