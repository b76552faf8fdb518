// SPDX-License-Identifier: MIT
// What the buses of a Linux computer have in common: a device file whose calls block until a
// transaction is over, and a thread in which they are made.
#pragma once

#include "system_calls.hpp"

#include "uasyncio/core/coro.hpp"
#include "uasyncio/machine/abort.hpp"
#include "uasyncio/port/error.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/context.hpp"

namespace uasyncio::unix_devices {

/// A controller of a bus, for the tasks of one loop. It works while a task of yours runs `run`,
/// which must not outlive it, nor it the bus. Its thread may serve others too, whose calls then
/// wait for each other.
class BlockingBus {
 public:
  BlockingBus(const BlockingBus&) = delete;
  BlockingBus& operator=(const BlockingBus&) = delete;

  /// Why the bus is not open, or not as asked for: then transactions fail.
  const Error& error() const noexcept { return error_; }

  /// Carries transactions out until it is cancelled; that waits for the one under way, which then
  /// ends with ETIMEDOUT. Suspends; does not fail.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<> run();

  /// What the bus uses. The kernel cannot stop a transaction that is in the thread: it goes on,
  /// with memory of its own, and `later` is the answer. Nothing suspends.
  machine::Abort abort() noexcept;

 protected:
  BlockingBus(Context& thread, const char* path, const SystemCalls& calls);
  ~BlockingBus();

  /// A transaction waits for `run`. In `begin`.
  void begin() noexcept {
    is_waiting_ = true;
    begun_.set();
  }
  /// Makes the call: 0, or the number of an OSError. In the thread; OSError if it is not open.
  int call(unsigned long request, void* argument) const noexcept;
  /// As the constructor does, of what is set before any transaction.
  void configure(unsigned long request, void* argument) noexcept;

 private:
  class Working;

  /// Copies what the transaction that `begin` was given asks for. Nobody else touches the copy
  /// until `finish`.
  virtual void load() noexcept = 0;
  /// Carries it out: 0, or the number of an OSError. In the thread.
  virtual int transact() noexcept = 0;
  /// Tells the bus. `is_wanted`: what was read is copied before.
  virtual void finish(int os_error, bool is_wanted) noexcept = 0;

  void end(int os_error) noexcept;

  Context& thread_;
  const SystemCalls& calls_;
  int descriptor_;
  Error error_;
  bool is_waiting_ = false;    // for `run`
  bool is_under_way_ = false;  // in the thread
  bool is_aborted_ = false;    // the one in the thread: nobody wants what it still reads
  bool is_forsaken_ = false;   // nor hear of its end
  Event begun_{"BlockingBus.run"};
};

}  // namespace uasyncio::unix_devices
