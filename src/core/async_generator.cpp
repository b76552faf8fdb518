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
