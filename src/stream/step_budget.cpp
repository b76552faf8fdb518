// SPDX-License-Identifier: MIT
// Whether a task may go on in this step. Counting begins anew when another task has run; a clock
// would cost more than most operations.
#include "uasyncio/stream/step_budget.hpp"

#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::detail {

bool StepBudget::has_some() noexcept {
  const kernel::TaskHeader* const task = kernel::Scheduler::running()->current();
  if (task != task_) {
    task_ = task;
    operations_left_ = operations_in_a_step;
    bytes_left_ = bytes_in_a_step;
    return true;
  }
  return operations_left_ > 0 && bytes_left_ != 0;
}

}  // namespace uasyncio::detail
