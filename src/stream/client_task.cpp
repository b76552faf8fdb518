// SPDX-License-Identifier: MIT
// Of stream/server.hpp: what a client's task does. As a coroutine it would say
//   report_failure_of_handler(co_await as_result(client->handle()));
//   co_await close_in_order(client->writer);
// and be twice as large: a compiler keeps in a frame what it needs to go on anywhere in it.
#include "uasyncio/stream/server.hpp"

#if UASYNCIO_HOSTED

#include "client_task.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/loop.hpp"

namespace uasyncio::detail {

void report_of_server(const char* message, const Error& error) noexcept {
  Loop& loop = *Loop::running();
  const AnyTask task = current_task();
  loop.call_exception_handler({message, task.name(), task, error});
}

void report_no_memory_for_client() noexcept {
  report_of_server("there was no memory for a client", Error::memory);
}

void report_failure_of_handler(const Result<void>& end) noexcept {
  if (!end.ok()) report_of_server("the handler of a client failed", end.error());
}

Coro<> close_in_order(StreamWriter& writer) {
  writer.close();
  (void)co_await as_result(writer.wait_closed());
}

void ClientTask::start(std::unique_ptr<ClientTask> client) noexcept {
  constexpr const char* name = "client";
  client->resume = &on_start;
  client->destroy = &destroy_client;
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  kernel::TaskHeader* const task = scheduler->spawn(client.release(), name);
  if (task != nullptr) {
    task->unreference();
  } else {
    scheduler->report_not_created(name);
  }
}

void ClientTask::on_start(kernel::Frame* frame) noexcept {
  ClientTask& client = of(frame);
  client.resume = &on_handled;
#if UASYNCIO_EXCEPTIONS
  // A handler may be a plain function, and throw before it gives a coroutine.
  const auto run = [](void* argument) { static_cast<ClientTask*>(argument)->run_handler(); };
  const kernel::Failure thrown = kernel::capture(run, &client);
  if (thrown) client.report_and_close(Result<void>(thrown));
#else
  client.run_handler();
#endif
}

/// The task goes on in the handler, and with `on_handled` at its end.
void ClientTask::run_handler() {
  Coro<> handler = handle();
  CoroBase& body = InsideCoro::of(handler);
  if (!body.can_start()) {
    report_and_close(Result<void>(body.creation_failure()));
    return;
  }
  kernel::CatchPoint::frame = this;
  decide = &catches;
  body.start_caught(this);
}

/// Each end of the handler but a cancel, which destroys the client with the task.
bool ClientTask::catches(kernel::CatchPoint*, kernel::TaskHeader* task,
                         Question question) noexcept {
  switch (question) {
    case Question::ended:
    case Question::ended_for_good: return true;
    case Question::unwound: return !task->failure.is_cancellation();
    default: return false;
  }
}

void ClientTask::on_handled(kernel::Frame* frame) noexcept {
  ClientTask& client = of(frame);
  kernel::TaskHeader* const task = kernel::Scheduler::running()->current();
  if ((task->flags & kernel::failure_pending) == 0) {
    client.begin_to_close();
    return;
  }
  task->clear_flags(kernel::failure_pending);
  client.report_and_close(Result<void>(task->failure));
}

void ClientTask::report_and_close(const Result<void>& end) noexcept {
  report_failure_of_handler(end);
  begin_to_close();
}

void ClientTask::begin_to_close() noexcept {
  resume = &on_closed;
  Coro<> closing = close_in_order(writer);
  InsideCoro::of(closing).start_below(this);
}

/// Also if there was no memory to close in order: then the task fails with that.
void ClientTask::on_closed(kernel::Frame* frame) noexcept {
  destroy_client(frame);
  kernel::Scheduler::running()->end(nullptr);
}

}  // namespace uasyncio::detail

#endif
