// SPDX-License-Identifier: MIT
// Doorbell: how an interrupt or another thread tells a primitive of a loop that there is something
// for the tasks that wait for it.
#pragma once

#include "uasyncio/kernel/resident.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/kernel/signal.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {

/// Base of primitives that are changed from outside of the loop. Whoever changes one does that
/// first, in steps that the loop may see (sequentially consistent, or in an ExclusiveSection), and
/// rings afterwards. The loop then calls `answer`, which looks at the primitive and wakes whom it
/// concerns. The tasks are those of one loop at a time, the home. A doorbell may outlive its home:
/// what rings while the home goes, or later, is seen by the first who waits in another loop.
class Doorbell : protected Signal, protected Resident {
 public:
  explicit constexpr Doorbell(Answer action) noexcept : Signal(action) {}

 protected:
  ~Doorbell() = default;

  /// The loop answers soon; a sleeping one wakes up. Without a home nothing happens: the first who
  /// waits will look. From anywhere.
  void ring() noexcept;
  /// The running task waits in `list`, which `answer` looks after. Its loop becomes the home. In
  /// await_suspend; answers once at the end, in case something came before.
  void wait_in(WaitList& list, Frame* waiting) noexcept;
  /// Without a home the running scheduler, if there is one, is where it rings from now on; the
  /// answer there completes that with `move_home`. From anywhere.
  void take_running_for_home() noexcept;
  /// Makes `scheduler` the home. In the loop's thread.
  void move_home(Scheduler* scheduler) noexcept;
  /// The last answer, if one is due. First thing in the destructor of the primitive.
  void take_down() noexcept;
};

}  // namespace uasyncio::kernel
