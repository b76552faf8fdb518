// SPDX-License-Identifier: MIT
// Script task_done: when a task says that it is done.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

Coro<int> worker(asyncio::Event* go, bool fails) {
  say("start");
  co_await go->wait();
  say("end");
  if (fails) co_await asyncio::fail(Error::value);
  co_return 3;
}

std::string state_of(const Task<int>& task) {
  return task.done() ? task.cancelled() ? "cancelled" : "done" : "not-done";
}

}  // namespace

TEST(TaskDoneScript, WithAValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event go;
              Task<int> task = asyncio::create_task(worker(&go, false));
              say(state_of(task));
              co_await asyncio::sleep_ms(0);
              say(state_of(task));
              go.set();
              say(state_of(task));
              co_await asyncio::sleep_ms(0);
              say(state_of(task), task.result(), task.error().name());
              say(co_await task, state_of(task));
            }),
            "not-done start not-done not-done end done 3 no error 3 done ok");
}

TEST(TaskDoneScript, WithAFailureBeforeAndAfterItWasAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
                    say("handler", context.task.done() ? "done" : "not-done");
                  });
              asyncio::Event go;
              go.set();
              Task<int> task = asyncio::create_task(worker(&go, true));
              say(state_of(task));
              co_await asyncio::sleep_ms(0);
              say(state_of(task));
              co_await asyncio::sleep_ms(0);
              say(state_of(task));
              say(co_await error_of(task), state_of(task));
            }),
            "not-done start end done handler done done ValueError done ok");
}

TEST(TaskDoneScript, Cancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event go;
              Task<int> task = asyncio::create_task(worker(&go, false));
              co_await asyncio::sleep_ms(0);
              task.cancel();
              say(state_of(task));
              co_await asyncio::sleep_ms(0);
              say(state_of(task), task.error().name());
              say(co_await error_of(task), state_of(task));
            }),
            "start not-done cancelled CancelledError CancelledError cancelled ok");
}

TEST(TaskDoneScript, AHandleWithoutATaskIsDone) {
  Task<int> none;
  EXPECT_TRUE(none.done());
  EXPECT_FALSE(none.cancel());
  EXPECT_FALSE(none.cancelled());
}
