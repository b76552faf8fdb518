// SPDX-License-Identifier: MIT
// Who makes a change sets the processor's next sleep, so that the loop has nothing to ask before it
// sleeps. How long the deep ones last is counted by the port, which sleeps.
#include "uasyncio/power/deep_sleep.hpp"

#include "uasyncio/port/config.hpp"

namespace uasyncio {

namespace detail {
const char* light_sleeper(unsigned n) noexcept;  // for Loop::dump
}  // namespace detail

namespace {

struct Depth {
  LightSleep* newest = nullptr;
  std::uint16_t permissions = 0;
  bool is_deep = false;
};
constinit Depth depth;

void choose_depth() noexcept {
  const bool is_deep = depth.permissions != 0 && depth.newest == nullptr;
  if (is_deep == depth.is_deep) return;
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
  if constexpr (UASYNCIO_DIAGNOSTICS == 0) return 0;
  return platform::asleep_deeply_us();
}

const char* detail::light_sleeper(unsigned n) noexcept {
  if (depth.permissions == 0) return nullptr;
  const LightSleep* each = depth.newest;
  for (; each != nullptr && n != 0; --n) each = each->older();
  return each == nullptr ? nullptr : each->name();
}

}  // namespace uasyncio
