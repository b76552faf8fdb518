// SPDX-License-Identifier: MIT
// The unix port: Linux, with epoll. Sleeps in epoll_pwait2 until the next deadline, a ready
// descriptor, or a wake from any thread. Where the kernel refuses that call (before Linux 5.11, in
// some sandboxes) it sleeps in epoll_wait: to the next full millisecond, never less.
//
// Linux may end a sleep later by the timer slack of the thread, 50 us unless somebody sets it, so
// that several timers are one wake-up. Where 50 us matter more than the processor's time:
// prctl(PR_SET_TIMERSLACK, 1) in the thread of the loop (children inherit it).
//
// A descriptor of a stream is handed to epoll once, edge-triggered, and costs no further call.
#pragma once

#include "unix_network.hpp"

#include "uasyncio/port/port.hpp"
#include "uasyncio/stream/readiness.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

struct epoll_event;

namespace uasyncio {

class UnixPort final : public Port, private Descriptors {
 public:
  UnixPort();
  ~UnixPort();

  Instant now() noexcept override;
  bool wait(Instant deadline) noexcept override;
  /// Also async-signal-safe.
  void wake() noexcept override;
  void poll() noexcept override;
  void poll_some() noexcept override;
  Descriptors* descriptors() noexcept override { return this; }
  Network* network() noexcept override { return &network_; }

 private:
  /// The tasks that wait for one descriptor by `readable` and `writable`. They are told of states,
  /// so that the wait is switched on anew each time.
  struct Waits : DescriptorWatch {
    Waits() noexcept : DescriptorWatch(&on_news) {}
    kernel::WaitList readers{"a readable descriptor"};
    kernel::WaitList writers{"a writable descriptor"};
  };
  /// One for each number. What the system tells carries number and generation, so that it is never
  /// taken for another descriptor of the same number.
  struct Slot {
    DescriptorWatch* watch = nullptr;
    std::uint32_t generation = 0;
  };

  Readiness readiness(int descriptor, Interest interest) noexcept override;
  int watch(DescriptorWatch& watch) noexcept override;
  void unwatch(DescriptorWatch& watch) noexcept override;
  void close_descriptor(int descriptor) noexcept override;

  Slot& slot_of(int descriptor) noexcept;
  int control(int operation, int descriptor, std::uint32_t events) noexcept;
  int switch_on(Waits& waits, std::uint32_t events) noexcept;
  void forget(int descriptor) noexcept;
  void fail_all(Waits& waits) noexcept;
  static void on_news(DescriptorWatch& watch, unsigned news) noexcept;
  static Waits* waits_of(const Slot& slot) noexcept;
  bool find_events() noexcept;
  void dispatch_next(int count) noexcept;
  void dispatch(const epoll_event& event) noexcept;
  int wait_for_events(Instant deadline) noexcept;
  int wait_finely(Instant deadline) noexcept;
  int wait_coarsely(Instant deadline) noexcept;

  static constexpr int events_at_once = 256;
  static constexpr int events_in_a_row = 16;

  UnixNetwork network_;
  int epoll_ = -1;
  int wake_event_ = -1;
  std::atomic<bool> is_sleeping_{false};
  bool has_fine_wait_ = true;
  bool has_just_waited_ = false;
  int next_event_ = 0;   // from here on `poll` has to dispatch
  int event_count_ = 0;  // what the system has told
  std::unique_ptr<epoll_event[]> events_;
  std::vector<Slot> slots_;               // by descriptor
  std::unordered_map<int, Waits> waits_;  // of those that tasks have ever waited for
  std::size_t watched_count_ = 0;
};

}  // namespace uasyncio
