#include "uasyncio/core/event_loop.hpp"

#include "uasyncio/core/platform.hpp"

#include <optional>

namespace uasyncio {
namespace {

std::optional<Loop>& thread_loop() noexcept {
  static UASYNCIO_THREAD_LOCAL std::optional<Loop> loop;
  return loop;
}

}  // namespace

Loop& get_event_loop() {
  if (Loop::running() != nullptr) return *Loop::running();
  std::optional<Loop>& loop = thread_loop();
  if (!loop) loop.emplace(platform::default_port());
  return *loop;
}

Loop& new_event_loop() {
  std::optional<Loop>& loop = thread_loop();
  loop.reset();
  return loop.emplace(platform::default_port());
}

bool got_event_loop() noexcept { return Loop::running() != nullptr || thread_loop().has_value(); }

}  // namespace uasyncio
