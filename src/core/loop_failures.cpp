// SPDX-License-Identifier: MIT
// Of core/loop.hpp: the exception handler.
#include "uasyncio/core/loop.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio {

namespace {

void write(const ExceptionContext& context) noexcept {
  if constexpr (UASYNCIO_DIAGNOSTICS == 0) return;
  kernel::report_error(context.message, context.task_name, context.error);
  kernel::Report report{kernel::Report::Continuation()};
  if (context.error == Error::memory && !context.task) {  // that something could not be created
    const FramePool& pool = FramePool::current();
    report << ": " << pool.last_refused() << " bytes asked for, " << pool.free_bytes() << " free";
  }
  report << "\n";
}

ExceptionContext lost_task(const char* name) noexcept {
  return {.message = "no memory for a task",
          .task_name = name == nullptr ? "task" : name,
          .task = AnyTask(),
          .error = Error::memory};
}

}  // namespace

void detail::report_lost_task(const char* name) noexcept { write(lost_task(name)); }

void Loop::default_exception_handler(Loop&, const ExceptionContext& context) noexcept {
  write(context);
}

void Loop::report_failure(kernel::Scheduler& scheduler, kernel::TaskHeader* task,
                          const char* name) noexcept {
  auto& loop = detail::loop_of(scheduler);
  if (task == nullptr) {
    loop.call_exception_handler(lost_task(name));
    return;
  }
  scheduler.leave_turn();
  task->clear_flags(kernel::failure_pending);
  if ((task->flags & kernel::retrieved) != 0) {
    task->unreference();
    return;
  }
  task->flags |= kernel::retrieved;
  loop.call_exception_handler({.message = "Task exception wasn't retrieved",
                               .task_name = task->name_or_default(),
                               .task = detail::InsideTask::adopt<AnyTask>(task),
                               .error = task->failure.error()});
}

void Loop::call_exception_handler(const ExceptionContext& context) noexcept {
  if (handler_ == nullptr || is_handling_) {
    default_exception_handler(*this, context);
  } else {
    handle_(*this, context);
  }
}

void Loop::handle(Loop& self, const ExceptionContext& context) noexcept {
  self.is_handling_ = true;
  struct Call {
    Loop& loop;
    const ExceptionContext& context;
  } call{self, context};
  kernel::Failure thrown = kernel::capture(
      [](void* argument) {
        auto& one = *static_cast<Call*>(argument);
        one.loop.handler_(one.loop, one.context);
      },
      &call);
  self.is_handling_ = false;
  if (!thrown) return;
  thrown.drop();
  default_exception_handler(self, {.message = "failure in the exception handler",
                                   .task_name = context.task_name,
                                   .task = context.task,
                                   .error = context.error});
}

}  // namespace uasyncio
