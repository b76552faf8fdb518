// A time limit of something that is ready at once.
#include "bench/host/tasks.hpp"

namespace {

constexpr int count = 1'000'000;

asyncio::Coro<int> seven() { co_return 7; }

asyncio::Coro<> limited() {
  for (int i = 0; i < count; ++i) co_await asyncio::wait_for(seven(), 10);
}

asyncio::Coro<> unlimited() {
  for (int i = 0; i < count; ++i) co_await seven();
}

}  // namespace

int main() {
  bench::measure("wait_for of something ready", count, [] { asyncio::run(limited()); });
  bench::measure("wait_for of something ready, virtual time", count,
                 [] { bench::run_in_virtual_time(limited()); });
  bench::measure("await a coroutine", count, [] { asyncio::run(unlimited()); });
}
