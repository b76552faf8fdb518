// SPDX-License-Identifier: MIT
// The unix port where the kernel refuses epoll_pwait2, as old ones and some sandboxes do. A seccomp
// filter in a child process refuses it here.
#include "port_suite.hpp"
#include "ports/unix/unix_port.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <thread>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

constexpr int status_without_filter = 3;

/// From here on epoll_pwait2 fails with `error` in this process.
void refuse_epoll_pwait2(unsigned error) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_epoll_pwait2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    std::_Exit(status_without_filter);
  }
}

void demand(bool is_right, const char* what) {
  if (is_right) return;
  std::fprintf(stderr, "%s\n", what);
  std::_Exit(1);
}

asyncio::UnixPort* sandboxed = nullptr;
std::thread late_waker;

void wake_after(asyncio::Duration delay) {
  late_waker = std::thread([delay] {
    std::this_thread::sleep_for(std::chrono::microseconds(asyncio::to_microseconds(delay)));
    sandboxed->wake();
  });
}

/// The port's contract, and a loop that rests once for each deadline.
[[noreturn]] void keep_the_contract_without(unsigned error) {
  refuse_epoll_pwait2(error);
  asyncio::UnixPort port;
  sandboxed = &port;
  port_suite::run_all({.port = port,
                       .wake_after = wake_after,
                       .settle = [] { late_waker.join(); },
                       .check = demand});
  asyncio::Loop loop(port);
  const asyncio::Instant start = port.now();
  auto sleeper = []() -> asyncio::Coro<> { co_await asyncio::sleep_us(1'500); };
  demand(loop.run_until_complete(sleeper()).ok(), "the sleep failed");
  demand(port.now() - start >= asyncio::from_microseconds(1'500), "the sleep ended early");
  demand(loop.wakeups() == 1, "it did not rest until the deadline");
  std::_Exit(0);
}

[[noreturn]] void wait_with(unsigned error) {
  refuse_epoll_pwait2(error);
  asyncio::UnixPort port;
  port.begin_look();
  port.wait(asyncio::never);
  std::_Exit(0);
}

TEST(UnixSandboxDeathTest, WithoutTheCallThePortSleepsInMilliseconds) {
  EXPECT_EXIT(keep_the_contract_without(ENOSYS), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(keep_the_contract_without(EPERM), testing::ExitedWithCode(0), "");
}

TEST(UnixSandboxDeathTest, AnErrorThatNobodyExpectsIsSaid) {
  EXPECT_EXIT(wait_with(EBADF), testing::KilledBySignal(SIGABRT), "waiting with epoll");
}

}  // namespace
