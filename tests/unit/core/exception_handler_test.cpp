// The report of a failure is the same with and without exceptions.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Error;

namespace {

TEST(ExceptionHandler, TheDefaultOneNamesTaskFailureAndCode) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  asyncio::Loop::default_exception_handler(
      loop, {.message = "what happened", .task_name = "reader", .task = {}, .error = Error::os(5)});
  asyncio::Loop::default_exception_handler(
      loop, {.message = "what happened", .task_name = "", .task = {}, .error = Error::eof});
  if (UASYNCIO_DIAGNOSTICS) {
    EXPECT_EQ(port.transcript(),
              "uasyncio: what happened: task 'reader': OSError 5\n"
              "uasyncio: what happened: EOFError\n");
  }
}

}  // namespace
