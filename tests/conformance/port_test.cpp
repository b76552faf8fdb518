// SPDX-License-Identifier: MIT
// The ports of the host against the contract, and what only they promise.
#include "port_suite.hpp"
#include "ports/unix/unix_port.hpp"
#include "uasyncio/testing/sim_port.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

void check(bool is_right, const char* what) { EXPECT_TRUE(is_right) << what; }

asyncio::SimPort* simulated = nullptr;
asyncio::UnixPort* real = nullptr;
std::thread waker;

void join_waker() {
  if (waker.joinable()) waker.join();
}

}  // namespace

TEST(PortContract, Sim) {
  asyncio::SimPort port;
  simulated = &port;
  port_suite::run_all({.port = port,
                       .wake_after =
                           [](asyncio::Duration delay) {
                             simulated->at(to_microseconds(simulated->now() + delay),
                                           [] { simulated->wake(); });
                           },
                       .settle = [] {},
                       .check = check});
}

TEST(PortContract, Unix) {
  asyncio::UnixPort port;
  real = &port;
  port_suite::run_all({.port = port,
                       .wake_after =
                           [](asyncio::Duration delay) {
                             waker = std::thread([delay] {
                               std::this_thread::sleep_for(
                                   std::chrono::microseconds(asyncio::to_microseconds(delay)));
                               real->wake();
                             });
                           },
                       .settle = join_waker,
                       .check = check});
}

TEST(SimPort, TimeRunsAcrossTheWrapOfA32BitCounter) {
  asyncio::SimPort port;
  port.set_time(asyncio::Time{0xFFFF'FF00u});
  asyncio::Loop loop(port);
  auto sleeper = []() -> asyncio::Coro<asyncio::Time> {
    co_await asyncio::sleep_ms(1);
    co_return asyncio::Loop::running()->time();
  };
  EXPECT_EQ(*loop.run_until_complete(sleeper()), asyncio::Time{0xFFFF'FF00u} + 1000u);
}

TEST(SimPort, AnInterruptCutsWorkAndWaitShort) {
  asyncio::SimPort port;
  std::vector<asyncio::Time> seen;
  port.at(5, [&] { seen.push_back(to_microseconds(port.now())); });
  port.at(20, [&] { seen.push_back(to_microseconds(port.now())); });
  port.work(10);
  EXPECT_EQ(to_microseconds(port.now()), 10u);
  port.begin_look();
  EXPECT_TRUE(port.wait(asyncio::at_microseconds(30)));
  EXPECT_EQ(to_microseconds(port.now()), 30u);
  EXPECT_EQ(seen, (std::vector<asyncio::Time>{5, 20}));
  EXPECT_FALSE(port.wait(asyncio::never)) << "nothing can wake it any more";
}

TEST(UnixPort, IdleSleepsOnceForEachDeadline) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto sleeper = []() -> asyncio::Coro<> { co_await asyncio::sleep_ms(20); };
  EXPECT_TRUE(loop.run_until_complete(sleeper()));
  EXPECT_EQ(loop.wakeups(), 1u);
}
