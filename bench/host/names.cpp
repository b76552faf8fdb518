// SPDX-License-Identifier: MIT
// Names by a name server: what a look-up costs, and how long other tasks wait for one while a
// server is silent.
#include "bench/host/names.hpp"

#include <algorithm>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

asyncio::Coro<> look_up(asyncio::DnsResolver& resolver, long times) {
  for (long time = 0; time != times; ++time) {
    const auto found = co_await resolver.resolve(names::host, 80);
    if (found.size() != 2) std::abort();
  }
}

asyncio::Coro<> measure_lookups() {
  const names::Server server(true);
  asyncio::DnsResolver resolver({.servers = server.place()});
  co_await look_up(resolver, 10);
  const bench::Times begin = bench::now();
  co_await look_up(resolver, names::lookups);
  names::report_lookups(bench::now() - begin);
}

asyncio::Coro<> measure_kept() {
  const names::Server server(true);
  asyncio::DnsResolver resolver({.servers = server.place(), .most_kept = 100});
  co_await look_up(resolver, 1);
  const bench::Times begin = bench::now();
  co_await look_up(resolver, names::lookups);
  bench::report("name look-up, kept, CPU", bench::now() - begin, names::lookups);
}

/// CPU time between two turns of a task that is always ready: all that a pass of the loop does.
asyncio::Coro<> watch_steps(double& longest) {
  for (;;) {
    const bench::Times begin = bench::now();
    co_await asyncio::sleep_ms(0);
    longest = std::max(longest, (bench::now() - begin).cpu);
  }
}

asyncio::Coro<> measure_silence() {
  const names::Server server(false);
  asyncio::DnsResolver resolver({.servers = server.place(), .timeout_ms = 100, .tries = 2});
  double longest = 0;
  const asyncio::OwnedTask<> watching = asyncio::create_task(watch_steps(longest));
  const auto found = co_await asyncio::as_result(resolver.resolve(names::host, 80));
  if (found.ok()) std::abort();
  bench::report("name look-up, longest step, a silent server", longest, "ns");
}

asyncio::Coro<> app() {
  co_await measure_lookups();
  co_await measure_kept();
  co_await measure_silence();
}

}  // namespace

int main() { asyncio::run(app()); }
