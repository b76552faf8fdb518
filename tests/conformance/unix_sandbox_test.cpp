// SPDX-License-Identifier: MIT
// The unix port where the kernel refuses epoll_pwait2, as old ones and some sandboxes do. A seccomp
// filter in a child process refuses it here.
#include "port_suite.hpp"
#include "ports/unix/unix_port.hpp"
#include "tests/support/system_pairs.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <span>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <uasyncio.hpp>
#include <unistd.h>

namespace asyncio = uasyncio;

namespace {

constexpr int status_without_filter = 3;

void install(std::span<sock_filter> filter) {
  const sock_fprog program = {static_cast<unsigned short>(filter.size()), filter.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    std::_Exit(status_without_filter);
  }
}

/// From here on epoll_pwait2 fails with `error` in this process.
void refuse_epoll_pwait2(unsigned error) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_epoll_pwait2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  install(filter);
}

/// From here on recv and send of `size` bytes fail with `error`.
void refuse_to_move(std::uint32_t size, unsigned error) {
  constexpr std::size_t place_of_size = offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t);
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_recvfrom, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place_of_size),  // its lower half, if that comes first
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, size, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  install(filter);
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

/// A connection that the system has ended with an error, which it tells once: then it says that
/// the peer has ended, which is not so.
[[noreturn]] void read_and_write_after(int error, bool reads_first) {
  constexpr std::size_t refused = 77;
  system_pairs::TcpPair pair;
  shutdown(pair.right.fileno(), SHUT_WR);
  refuse_to_move(refused, static_cast<unsigned>(error));
  std::byte room[refused];
  const asyncio::Attempt failed = asyncio::Attempt::failed(asyncio::Error::os(error));
  const asyncio::Attempt first = reads_first ? pair.left.try_read(room) : pair.left.try_write(room);
  demand(first == failed, "the first one does not say why");
  for (int time = 0; time != 2; ++time) {
    demand(pair.left.try_read(std::span(room).first(8)) == failed, "it reads an end in order");
    demand(pair.left.try_write(std::span(room).first(8)) == failed, "it can be written again");
  }
  std::_Exit(0);
}

TEST(UnixSandboxDeathTest, AConnectionThatTheSystemHasEndedDoesNotLookAsIfThePeerHad) {
  for (const int error : {ECONNABORTED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, ECONNRESET}) {
    EXPECT_EXIT(read_and_write_after(error, true), testing::ExitedWithCode(0), "");
    EXPECT_EXIT(read_and_write_after(error, false), testing::ExitedWithCode(0), "");
  }
}

TEST(UnixSandboxDeathTest, WithoutTheCallThePortSleepsInMilliseconds) {
  EXPECT_EXIT(keep_the_contract_without(ENOSYS), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(keep_the_contract_without(EPERM), testing::ExitedWithCode(0), "");
}

TEST(UnixSandboxDeathTest, AnErrorThatNobodyExpectsIsSaid) {
  EXPECT_EXIT(wait_with(EBADF), testing::KilledBySignal(SIGABRT), "waiting with epoll");
}

int child_without_standard_streams() {
  for (int number = 0; number != 3; ++number) close(number);
  const asyncio::UnixPort port;
  for (int number = 0; number != 3; ++number) {
    if (write(number, "to nobody", 9) != 9) return 1;
  }
  return socket(AF_INET, SOCK_STREAM, 0) > 2 ? 0 : 2;
}

TEST(UnixSandboxDeathTest, WithoutStandardStreamsNoConnectionGetsWhatIsPrinted) {
  EXPECT_EXIT(std::_Exit(child_without_standard_streams()), testing::ExitedWithCode(0), "");
}

/// What is open may not be opened again.
bool become_another_user(int descriptor) {
  constexpr uid_t nobody = 65534;
  return fchmod(descriptor, 0) == 0 && (getuid() != 0 || setuid(nobody) == 0);
}

int read_pipe_of_another_user() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0 || !become_another_user(ends[0])) return 1;
  if (write(ends[1], "came\n", 5) != 5) return 1;
  std::string line;
  const auto body = [&]() -> asyncio::Coro<> {
    asyncio::FdDevice input(asyncio::reopen_descriptor(ends[0]));
    asyncio::BufferedReader<8> reader(input);
    line = co_await reader.readline();
  };
  asyncio::run(body());
  return line == "came\n" ? 0 : 2;
}

TEST(UnixSandboxDeathTest, APipeOfAnotherUserIsRead) {
  EXPECT_EXIT(std::_Exit(read_pipe_of_another_user()), testing::ExitedWithCode(0), "");
}

int open_terminal(int flags) {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return -1;
  return open(ptsname(master), O_RDWR | flags);
}

int reopen_terminal_of_another_user() {
  setsid();
  const int own = open_terminal(0);
  const int strange = open_terminal(O_NOCTTY);
  if (own < 0 || fchmod(strange, 0) != 0 || !become_another_user(own)) return 1;
  if (asyncio::reopen_descriptor(strange) != -1) return 2;
  const asyncio::FdDevice reopened(asyncio::reopen_descriptor(own));
  if (reopened.fileno() < 0 || isatty(reopened.fileno()) == 0) return 3;
  return (fcntl(own, F_GETFL) & O_NONBLOCK) == 0 ? 0 : 4;
}

TEST(UnixSandboxDeathTest, TheProgramsTerminalIsOpenedAlsoIfItIsAnotherUsers) {
  EXPECT_EXIT(std::_Exit(reopen_terminal_of_another_user()), testing::ExitedWithCode(0), "");
}

}  // namespace
