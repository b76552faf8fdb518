// The same as wait_for.cpp: the coroutine or a timer, whichever comes first.
#include "bench/host/asio.hpp"

namespace {

constexpr int count = 200'000;
constexpr int await_count = 1'000'000;

bench::Awaitable<int> seven() { co_return 7; }

bench::Awaitable<> limited() {
  using namespace asio::experimental::awaitable_operators;
  bench::Timer timer(co_await asio::this_coro::executor);
  for (int i = 0; i < count; ++i) {
    timer.expires_after(std::chrono::seconds(10));
    co_await (seven() || timer.async_wait(bench::use_awaitable));
  }
}

bench::Awaitable<> unlimited() {
  for (int i = 0; i < await_count; ++i) co_await seven();
}

}  // namespace

int main() {
  bench::measure("wait_for of something ready", count, [] { bench::run(limited()); });
  bench::measure("await a coroutine", await_count, [] { bench::run(unlimited()); });
}
