// SPDX-License-Identifier: MIT
// Conditions. A wait that ends in whatever way has the lock again, for a guard around it will
// release it: so it waits for the lock shielded from cancels, and delivers what was held back
// afterwards. A notification whose waiter was cancelled goes to the next one.
#include "uasyncio/sync/condition.hpp"

#include "uasyncio/core/finally.hpp"
#include "uasyncio/kernel/report.hpp"

#include <limits>

namespace uasyncio {

/// A wait under way, in its frame: knows whether the condition is still there, and leaves things in
/// order however that frame goes.
class Condition::Wait {
 public:
  explicit Wait(Condition& condition) noexcept
      : condition_(condition), witness_(condition.mortal_) {}
  ~Wait() {
    if (is_orphan()) return;
    if (was_notified_) condition_.waiters_.give();
    // A loop that is destroyed asks nobody to wait for the lock, but guards will release it.
    if (!has_lock_) condition_.try_acquire();
  }

  void notified() noexcept { was_notified_ = true; }
  void locked() noexcept { has_lock_ = true; }
  /// The notification has served its purpose.
  void succeeded() noexcept { was_notified_ = false; }
  bool is_orphan() const noexcept { return witness_.saw_the_end(); }

 private:
  Condition& condition_;
  kernel::Witness witness_;
  bool was_notified_ = false;
  bool has_lock_ = false;
};

class Condition::Notified {
 public:
  explicit Notified(Condition& condition) noexcept : list_(&condition.waiters_) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler::running()->wait_in(*list_, detail::frame_of(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  kernel::GivingList* list_;
};

Coro<bool> Condition::wait() {
  Coro<> notified = detail::as_coro(Notified(*this));
  Error hindrance = Error::none;
  if (!detail::InsideCoro::of(notified).can_start()) {
    hindrance = detail::InsideCoro::of(notified).creation_failure();
  } else if (!locked() || !lock_->release()) {
    hindrance = Error::runtime("wait() without holding the lock of the Condition");
  }
  if (hindrance) co_await fail(hindrance);
  Wait wait(*this);
  Outcome<> end = co_await as_outcome(std::move(notified));
  if (!wait.is_orphan()) {
    if (end.ok()) wait.notified();  // otherwise it was cancelled
    detail::Shielded shielded;
    co_await lock_->acquire();
    wait.locked();
    shielded.lift();
    if (end.ok()) co_await detail::DeliverHeldBack();
    wait.succeeded();
  }
  co_await pass_on(std::move(end));
  co_return true;
}

bool Condition::notify(unsigned n) noexcept {
  if (!locked()) {
    kernel::Report() << waiters_.what() << " notified while nobody holds its lock\n";
    return false;
  }
  while (n != 0 && waiters_.give()) --n;
  return true;
}

bool Condition::notify_all() noexcept { return notify(std::numeric_limits<unsigned>::max()); }

void Condition::on_take_back(kernel::HandOver* giver) noexcept {
  static_cast<kernel::GivingList*>(giver)->give();
}

}  // namespace uasyncio
