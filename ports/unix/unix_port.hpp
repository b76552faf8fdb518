// The unix port: Linux, with epoll. Sleeps in epoll_pwait2 until the next deadline, a ready
// descriptor, or a wake from any thread. Where the kernel refuses that call (before Linux 5.11, in
// some sandboxes) it sleeps in epoll_wait: to the next full millisecond, never less.
#pragma once

#include "uasyncio/port/port.hpp"
#include "uasyncio/stream/readiness.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

struct epoll_event;

namespace uasyncio {

class UnixPort final : public Port, private Descriptors {
 public:
  UnixPort();
  ~UnixPort();

  Time now() noexcept override;
  bool wait(Time deadline) noexcept override;
  /// Also async-signal-safe.
  void wake() noexcept override;
  void poll() noexcept override;
  Descriptors* descriptors() noexcept override { return this; }

 private:
  Readiness readiness(int descriptor, Interest interest) noexcept override;

  struct Watch {
    kernel::WaitList readers{"a readable descriptor"};
    kernel::WaitList writers{"a writable descriptor"};
    std::uint32_t registered = 0;  // the epoll events that are switched on
    bool is_added = false;
  };

  Watch* watch_of(int descriptor) noexcept;
  int switch_on(int descriptor, Watch& watch, std::uint32_t events) noexcept;
  void dispatch(const epoll_event& event) noexcept;
  int wait_for_events(Time deadline) noexcept;
  int wait_finely(Time deadline) noexcept;
  int wait_coarsely(Time deadline) noexcept;

  static constexpr int events_at_once = 64;

  int epoll_ = -1;
  int wake_event_ = -1;
  std::atomic<bool> is_sleeping_{false};
  bool has_fine_wait_ = true;
  int event_count_ = 0;  // what `wait` found and `poll` has not dispatched yet
  std::unique_ptr<epoll_event[]> events_;
  std::vector<std::unique_ptr<Watch>> watches_;  // by descriptor
  std::size_t registered_count_ = 0;
};

}  // namespace uasyncio
