// SPDX-License-Identifier: MIT
// A port that asks for a look only after `wake`: the loop is not told that time passes.
#pragma once

#include <uasyncio.hpp>

namespace scenario {

class QuietPort final : public uasyncio::Port {
 public:
  QuietPort() noexcept : Port(0) {}
  uasyncio::Instant now() noexcept override { return time; }
  bool wait(uasyncio::Instant deadline) noexcept override {
    if (deadline == uasyncio::never) {
      if (at_the_end != nullptr) at_the_end(argument);
      return false;
    }
    time = deadline > time ? deadline : time;
    return true;
  }

  uasyncio::Instant time{};
  void (*at_the_end)(void*) = nullptr;  // the last thing that happens
  void* argument = nullptr;
};

}  // namespace scenario
