// SPDX-License-Identifier: MIT
// The part of an async generator that knows no types. A step runs the generator in the task that
// awaits, as a catch point runs its body; if that task goes in the middle, the generator is told
// to forget it.
#include "uasyncio/core/async_generator.hpp"

namespace uasyncio::detail {

void GeneratorStep::begin(kernel::Frame* waiting) noexcept {
  BodyCatcher<GeneratorStep>::start(*this, waiting);
}

bool GeneratorStep::abandon() const noexcept {
  generator_->forget();
  return false;
}

}  // namespace uasyncio::detail
