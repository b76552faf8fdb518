// SPDX-License-Identifier: MIT
// Who makes a change sets the processor's next sleep, so that the loop has nothing to ask before it
// sleeps. Nothing changes while it does: how long each kind has lasted is the loop's own count,
// taken at the changes.
#include "uasyncio/power/deep_sleep.hpp"

#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/port/time.hpp"

namespace uasyncio {

namespace detail {
const char* light_sleeper(unsigned n) noexcept;  // for Loop::dump
}  // namespace detail

namespace {

struct Depth {
  LightSleep* newest = nullptr;
  std::uint16_t permissions = 0;
  bool is_deep = false;
  std::uint64_t asleep_us = 0;  // deeply, up to the last change
  std::uint64_t mark_us = 0;    // how long the loop had slept, at that
};
constinit Depth depth;

std::uint64_t loop_asleep_us() noexcept {
  if constexpr (UASYNCIO_DIAGNOSTICS == 0) return 0;
  const kernel::Scheduler* const loop = kernel::Scheduler::running();
  return loop == nullptr ? 0 : to_microseconds(loop->time_asleep());
}

void count() noexcept {
  if constexpr (UASYNCIO_DIAGNOSTICS == 0) return;
  depth.asleep_us = DeepSleep::asleep_us();
  depth.mark_us = loop_asleep_us();
}

void choose_depth() noexcept {
  const bool is_deep = depth.permissions != 0 && depth.newest == nullptr;
  if (is_deep == depth.is_deep) return;
  count();
  depth.is_deep = is_deep;
  platform::sleep_deeply(is_deep);
}

}  // namespace

LightSleep::LightSleep(const char* name) noexcept : older_(depth.newest), name_(name) {
  depth.newest = this;
  choose_depth();
}

LightSleep::~LightSleep() {
  LightSleep** link = &depth.newest;
  while (*link != this) link = &(*link)->older_;
  *link = older_;
  choose_depth();
}

const LightSleep* LightSleep::newest() noexcept { return depth.newest; }

DeepSleep::DeepSleep() noexcept {
  ++depth.permissions;
  choose_depth();
}

DeepSleep::~DeepSleep() {
  --depth.permissions;
  choose_depth();
}

bool DeepSleep::is_next() noexcept { return depth.is_deep; }

std::uint64_t DeepSleep::asleep_us() noexcept {
  const std::uint64_t now_us = loop_asleep_us();
  const bool counts = depth.is_deep && now_us >= depth.mark_us;
  return depth.asleep_us + (counts ? now_us - depth.mark_us : 0);
}

const char* detail::light_sleeper(unsigned n) noexcept {
  if (depth.permissions == 0) return nullptr;
  const LightSleep* each = depth.newest;
  for (; each != nullptr && n != 0; --n) each = each->older();
  return each == nullptr ? nullptr : each->name();
}

}  // namespace uasyncio
