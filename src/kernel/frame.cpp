// SPDX-License-Identifier: MIT
// How frames that belong to objects are destroyed: a chain of them, one inside another, must not
// use stack without end.
#include "uasyncio/kernel/frame.hpp"

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/destructions.hpp"

namespace uasyncio::kernel {

void drop(Frame* frame) noexcept {
  UASYNCIO_ASSERT(frame != nullptr);
  Drops& here = drops;
  UASYNCIO_ASSERT(here.level <= nested_drops, here.level);
  if (here.level == nested_drops) {
    frame->parent.link_to(here.put_off);
    here.put_off = frame;
    return;
  }
  ++here.level;
  frame->destroy(frame);
  if (here.level == nested_drops) {
    while (Frame* next = here.put_off) {
      here.put_off = next->parent.frame();
      next->destroy(next);
    }
  }
  --here.level;
}

}  // namespace uasyncio::kernel
