// The exception handler of a loop.
#include "uasyncio/core/loop.hpp"
#include "uasyncio/core/report.hpp"

namespace uasyncio {

void Loop::default_exception_handler(Loop&, const ExceptionContext& context) noexcept {
#if UASYNCIO_DIAGNOSTICS
  Report report;
  report << context.message;
  if (context.task_name[0] != '\0') report << ": task '" << context.task_name << "'";
  report << ": " << context.error << "\n";
#else
  (void)context;
#endif
}

void Loop::report_failure(TaskHeader* task) noexcept {
  auto& loop = static_cast<Loop&>(*task->scheduler);
  loop.leave_turn();
  task->flags = static_cast<std::uint8_t>(task->flags & ~report_pending);
  if ((task->flags & retrieved) != 0) {
    task->unreference();
    return;
  }
  task->flags |= retrieved;
  loop.call_exception_handler({.message = "Task exception wasn't retrieved",
                               .task_name = task->name_or_default(),
                               .task = Task<void>::adopt(task),
                               .error = task->failure.error()});
}

void Loop::call_exception_handler(const ExceptionContext& context) noexcept {
  if (handler_ == nullptr) {
    default_exception_handler(*this, context);
    return;
  }
  struct Call {
    Loop& loop;
    const ExceptionContext& context;
  } call{*this, context};
  Failure thrown = detail::capture(
      [](void* argument) {
        auto& one = *static_cast<Call*>(argument);
        one.loop.handler_(one.loop, one.context);
      },
      &call);
  if (!thrown) return;
  thrown.drop();
  default_exception_handler(*this, {.message = "failure in the exception handler",
                                    .task_name = context.task_name,
                                    .task = context.task,
                                    .error = context.error});
}

}  // namespace uasyncio
