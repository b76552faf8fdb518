// SPDX-License-Identifier: MIT
// Of core/loop.hpp: call_soon_threadsafe, on both sides. Outside, the callback is put into a call
// of the kernel's; in the loop it is taken out, and is a call_soon from there on. The call is free
// before that, because what is called may send others.
#include "uasyncio/core/loop.hpp"

#include "uasyncio/kernel/thread_safe_call.hpp"

#include <new>

namespace uasyncio {
namespace {

static_assert(sizeof(Callback<>) <= kernel::ThreadSafeCall::room);
static_assert(alignof(Callback<>) <= alignof(void*));

Callback<> take_out(kernel::ThreadSafeCall& call) noexcept {
  auto* const callback = std::launder(static_cast<Callback<>*>(call.place()));
  Callback<> taken(std::move(*callback));
  callback->~Callback();
  call.free();
  return taken;
}

void answer_call(kernel::Signal& signal) noexcept {
  auto& call = static_cast<kernel::ThreadSafeCall&>(signal);
  kernel::Scheduler& scheduler = call.scheduler();
  Callback<> callback = take_out(call);
  if (!scheduler.is_closing()) detail::loop_of(scheduler).call_soon(std::move(callback));
}

}  // namespace

bool Loop::send(Callback<> callback) noexcept {
  kernel::ThreadSafeCall* const call = kernel::ThreadSafeCall::take();
  if (call == nullptr) return false;
  ::new (call->place()) Callback<>(std::move(callback));
  if (call->send(scheduler_, &answer_call)) return true;
  take_out(*call);
  return false;
}

}  // namespace uasyncio
