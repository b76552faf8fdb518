#include "unix_port.hpp"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace uasyncio {
namespace {

constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::uint64_t nanoseconds_per_millisecond = 1'000'000;
constexpr std::uint64_t nanoseconds_per_microsecond = 1'000;

// Work between two real readings of the clock: 20 us, in cycles of a counter of 1 to 4 GHz (the
// slower the counter, the longer the time, up to 40 us at 1 GHz).
constexpr std::uint64_t look_interval_in_cycles = 40'000;

std::uint64_t monotonic_nanoseconds() noexcept {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * nanoseconds_per_second +
         static_cast<std::uint64_t>(time.tv_nsec);
}

std::uint64_t nanoseconds_until(Time deadline) noexcept {
  const std::uint64_t now = monotonic_nanoseconds();
  const std::uint64_t limit = never / nanoseconds_per_microsecond;
  const std::uint64_t end = (deadline < limit ? deadline : limit) * nanoseconds_per_microsecond;
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
  event.data.fd = wake_event_;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_event_, &event) != 0) {
    fail_at_start("uasyncio: epoll_ctl");
  }
}

UnixPort::~UnixPort() {
  close(wake_event_);
  close(epoll_);
}

Time UnixPort::now() noexcept { return monotonic_nanoseconds() / nanoseconds_per_microsecond; }

bool UnixPort::wait(Time deadline) noexcept {
  is_sleeping_.store(true, std::memory_order_seq_cst);
  if (!attention_.load(std::memory_order_seq_cst)) event_count_ = wait_for_events(deadline);
  is_sleeping_.store(false, std::memory_order_relaxed);
  return true;  // a thread or a signal may always wake it
}

int UnixPort::wait_for_events(Time deadline) noexcept {
  for (;;) {
    const int count = checked(has_fine_wait_ ? wait_finely(deadline) : wait_coarsely(deadline));
    if (count > 0) return count;
    if (attention_.load(std::memory_order_acquire)) return 0;  // a signal handler called wake
    if (count == 0 && now() >= deadline) return 0;
  }
}

int UnixPort::wait_finely(Time deadline) noexcept {
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

int UnixPort::wait_coarsely(Time deadline) noexcept {
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
  attention_.store(true, std::memory_order_seq_cst);
  if (!is_sleeping_.load(std::memory_order_seq_cst)) return;
  const int errno_before = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_event_, &one, sizeof one);
  errno = errno_before;
}

void UnixPort::poll() noexcept {
  if (event_count_ == 0) {
    if (registered_count_ == 0) return;
    event_count_ = checked(epoll_wait(epoll_, events_.get(), events_at_once, 0));
  }
  const int count = event_count_;
  event_count_ = 0;
  for (int index = 0; index < count; ++index) dispatch(events_[static_cast<std::size_t>(index)]);
}

void UnixPort::dispatch(const epoll_event& event) noexcept {
  if (event.data.fd == wake_event_) {
    std::uint64_t count;
    [[maybe_unused]] const ssize_t size = read(wake_event_, &count, sizeof count);
    return;
  }
  Watch& watch = *watches_[static_cast<std::size_t>(event.data.fd)];
  const bool has_failed = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
  if (has_failed || (event.events & (EPOLLIN | EPOLLRDHUP)) != 0) watch.readers.wake_all();
  if (has_failed || (event.events & EPOLLOUT) != 0) watch.writers.wake_all();
  // Level-triggered: what nobody waits for any more is switched off, or epoll would not let us
  // sleep.
  switch_on(event.data.fd, watch, 0);
}

UnixPort::Watch* UnixPort::watch_of(int descriptor) noexcept {
  const auto index = static_cast<std::size_t>(descriptor);
  if (index >= watches_.size()) watches_.resize(index + 1);
  if (watches_[index] == nullptr) watches_[index] = std::make_unique<Watch>();
  return watches_[index].get();
}

/// Makes epoll watch for `events` and what others still wait for. Returns an errno, 0 if done.
int UnixPort::switch_on(int descriptor, Watch& watch, std::uint32_t events) noexcept {
  if (!watch.readers.empty()) events |= EPOLLIN;
  if (!watch.writers.empty()) events |= EPOLLOUT;
  epoll_event event{};
  event.events = events;
  event.data.fd = descriptor;
  if (events == 0) {
    if (watch.is_added && epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, &event) == 0) {
      --registered_count_;
    }
    watch.is_added = false;
    return 0;
  }
  const int operation = watch.is_added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  int result = epoll_ctl(epoll_, operation, descriptor, &event);
  if (result != 0 && errno == ENOENT) {  // the descriptor was closed and its number used again
    result = epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
    --registered_count_;
    watch.is_added = false;
  }
  if (result != 0) return errno;
  if (!watch.is_added) ++registered_count_;
  watch.is_added = true;
  watch.registered = events;
  return 0;
}

Readiness UnixPort::readiness(int descriptor, Interest interest) noexcept {
  if (descriptor < 0) return {.error_code = EBADF};
  Watch& watch = *watch_of(descriptor);
  const int error = switch_on(descriptor, watch, interest == Interest::read ? EPOLLIN : EPOLLOUT);
  if (error == EPERM) return {.kind = Readiness::Kind::ready};  // a regular file
  if (error != 0) return {.error_code = error};
  kernel::WaitList& list = interest == Interest::read ? watch.readers : watch.writers;
  return {.kind = Readiness::Kind::wait, .list = &list};
}

}  // namespace uasyncio
