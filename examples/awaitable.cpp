// SPDX-License-Identifier: MIT
// Awaitable classes of one's own: over a coroutine, and over a wait list.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [over_a_coroutine]
class Measurement {
 public:
  explicit Measurement(int channel) : channel_(channel) {}
  auto operator co_await() { return measure(); }  // the coroutine itself, not an await of it

 private:
  asyncio::Coro<int> measure() {
    co_await asyncio::sleep_ms(5);
    co_return 100 + channel_;
  }

  int channel_;
};
// [/over_a_coroutine]

// [over_a_list]
/// Lets people through in the order in which they came, one for each ticket.
class Turnstile : asyncio::kernel::GivingList {
 public:
  Turnstile() noexcept : GivingList("Turnstile", &take_back) {}

  class Pass {
   public:
    explicit Pass(Turnstile& turnstile) noexcept : turnstile_(&turnstile) {}
    /// True: goes on at once, without a suspension.
    bool await_ready() const noexcept { return turnstile_->take_ticket(); }
    /// Otherwise the running task waits in the list; `awaiting` goes on when it is woken.
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      auto* const waiting = asyncio::detail::frame_of(awaiting);
      asyncio::kernel::Scheduler::running()->wait_in(*turnstile_, waiting);
    }
    /// What `co_await` gives.
    int await_resume() const noexcept { return ++turnstile_->passed_; }

   private:
    Turnstile* turnstile_;
  };

  /// Waits for a ticket, and gives how many have passed.
  [[nodiscard("co_await it")]] Pass pass() noexcept { return Pass(*this); }
  /// Lets one through: who has waited longest, or the next one to come.
  void add_ticket() noexcept {
    if (!give()) ++tickets_;
  }

 private:
  /// Who was let through was cancelled before it ran: the ticket is for the next one.
  static void take_back(asyncio::kernel::HandOver* giver) noexcept {
    static_cast<Turnstile*>(giver)->add_ticket();
  }
  bool take_ticket() noexcept {
    if (tickets_ == 0) return false;
    --tickets_;
    return true;
  }

  int tickets_ = 0;
  int passed_ = 0;
};
// [/over_a_list]

asyncio::Coro<> visitor(Turnstile& turnstile, const char* name) {
  const int number = co_await turnstile.pass();
  asyncio::print(name, "is number", number);
}

asyncio::Coro<> app() {
  // [awaits]
  Measurement measurement(7);
  asyncio::print("measured", co_await measurement);
  asyncio::print("again", co_await measurement);
  // [/awaits]
  // [visitors]
  Turnstile turnstile;
  asyncio::Task<> anna = asyncio::create_task(visitor(turnstile, "Anna"));
  asyncio::Task<> bert = asyncio::create_task(visitor(turnstile, "Bert"));
  asyncio::Task<> cora = asyncio::create_task(visitor(turnstile, "Cora"));
  co_await asyncio::sleep_ms(1);
  turnstile.add_ticket();  // to Anna
  turnstile.add_ticket();  // to Bert
  bert.cancel();           // before his turn: Cora gets it
  co_await asyncio::gather(anna, cora);
  // [/visitors]
}

int main() { asyncio::run(app()); }
