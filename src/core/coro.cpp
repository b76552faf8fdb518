// SPDX-License-Identifier: MIT
// A coroutine that cannot begin, and why: the reason is in the word that would be its frame. Out of
// line, because each await of a coroutine would carry it.
#include "uasyncio/core/coro.hpp"

namespace uasyncio::detail {

Error CoroBase::creation_failure() const noexcept {
  switch (bits_) {
    case out_of_memory: return Error::memory("the frame pool has no room for the coroutine");
    case ended:
    case moved_from:  // GCC 12 moves a coroutine to await it
      return Error::runtime("this coroutine was awaited, made a task or moved away before");
    default: return Error::runtime("another task is awaiting it");
  }
}

void CoroBase::fail_to_start(kernel::Frame* waiting) const noexcept {
  kernel::Scheduler::running()->fail(creation_failure(), waiting);
}

}  // namespace uasyncio::detail
