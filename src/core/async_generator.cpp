#include "uasyncio/core/async_generator.hpp"

namespace uasyncio::detail {

void GeneratorStep::begin(kernel::Frame* waiting) noexcept {
  frame = waiting;
  decide = &on_end;
  generator_->start(waiting, kernel::ParentLink(this));
}

bool GeneratorStep::on_end(kernel::CatchPoint* point, kernel::TaskHeader*,
                           Question question) noexcept {
  CoroBase* const generator = static_cast<GeneratorStep*>(point)->generator_;
  switch (question) {
    case Question::ended: generator->own_ended(); return true;
    case Question::unwound:
    case Question::abandoned: generator->forget(); break;
    case Question::has_timed_out: break;
  }
  return false;
}

}  // namespace uasyncio::detail
