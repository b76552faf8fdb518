// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: shuffling the ready queue by a seed, to find programs that rely on an
// order nobody promised.
#include "uasyncio/kernel/scheduler.hpp"

#if UASYNCIO_HOSTED
#include <utility>
#include <vector>

namespace uasyncio::kernel {
namespace {

/// xorshift64 (Marsaglia, "Xorshift RNGs", 2003); the state is never 0.
std::uint64_t next_random(std::uint64_t& state) noexcept {
  UASYNCIO_ASSERT(state != 0);
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  UASYNCIO_ASSERT(state != 0);
  return state;
}

}  // namespace

void Scheduler::shuffle_ready() noexcept {
  UASYNCIO_ASSERT(is_owner());
  UASYNCIO_ASSERT(shuffle_state_ != 0);
  std::vector<Node*> nodes;
  while (!ready_.empty()) nodes.push_back(ready_.pop());
  for (std::size_t left = nodes.size(); left > 1; --left) {
    std::swap(nodes[left - 1], nodes[next_random(shuffle_state_) % left]);
  }
  for (Node* node : nodes) ready_.push(node);
}

}  // namespace uasyncio::kernel
#endif
