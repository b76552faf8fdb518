// SPDX-License-Identifier: MIT
#include "tests/support/net_scenario.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <uasyncio/stream/subprocess.hpp>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Process;
using asyncio::ProcessOptions;
using asyncio::ProcessOutput;
using asyncio::Redirect;
using asyncio::Task;

namespace {

constexpr ProcessOptions all_pipes{
    .input = Redirect::pipe, .output = Redirect::pipe, .errors = Redirect::pipe};

constexpr ProcessOptions no_pipes;

/// Neither running nor a zombie.
bool is_gone(pid_t pid) { return kill(pid, 0) != 0 && errno == ESRCH; }

TEST(Subprocess, GivesItsOutputItsErrorsAndItsStatus) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_shell(
        all_pipes, "tr a-z A-Z; echo trouble >&2; exit 3");
    const ProcessOutput all = co_await process.communicate("shout\n");
    EXPECT_EQ(all.output, "SHOUT\n");
    EXPECT_EQ(all.errors, "trouble\n");
    const int status = co_await process.wait();
    EXPECT_EQ(status, 3);
    EXPECT_TRUE(process.has_ended());
  });
}

TEST(Subprocess, TalksBothWaysWhileItRuns) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_exec(all_pipes, "cat");
    for (const char* line : {"one\n", "two\n"}) {
      co_await process.input().awrite(line);
      const std::string_view answer = co_await process.output().readline();
      EXPECT_EQ(answer, line);
    }
    process.input().close();
    const int status = co_await process.wait();
    EXPECT_EQ(status, 0);
  });
}

TEST(Subprocess, AStreamThatIsNoPipeIsClosed) {
  play_on_system([]() -> Coro<> {
    const ProcessOptions nowhere{.output = Redirect::null};
    Process process = co_await asyncio::create_subprocess_exec(nowhere, "true");
    EXPECT_FALSE(process.input().write("x"));
    const auto written = co_await asyncio::as_result(process.input().awrite("x"));
    EXPECT_EQ(written.error(), asyncio::Error::os(EBADF));
    for (asyncio::StreamReader* const each : {&process.output(), &process.errors()}) {
      const auto line = co_await asyncio::as_result(each->readline());
      EXPECT_EQ(line.error(), asyncio::Error::os(EBADF));
    }
    process.input().close();
    (void)co_await asyncio::as_result(process.input().wait_closed());
    const ProcessOutput all = co_await process.communicate("to nobody");
    EXPECT_EQ(all.output + all.errors, "");
    const int status = co_await process.wait();
    EXPECT_EQ(status, 0);
  });
}

TEST(Subprocess, MoreThanAPipeHoldsGoesThrough) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_exec(all_pipes, "cat");
    const std::string text(1'000'000, 'x');
    const ProcessOutput all = co_await process.communicate(text);
    EXPECT_TRUE(all.output == text);
  });
}

TEST(Subprocess, ErrorsMayGoWhereTheOutputGoesOrNowhere) {
  play_on_system([]() -> Coro<> {
    const std::string line = "echo out; echo err >&2";
    const ProcessOptions together{.output = Redirect::pipe, .errors = Redirect::output};
    Process first = co_await asyncio::create_subprocess_shell(together, line);
    const ProcessOutput both = co_await first.communicate();
    EXPECT_EQ(both.output, "out\nerr\n");
    const ProcessOptions quiet{.output = Redirect::pipe, .errors = Redirect::null};
    Process second = co_await asyncio::create_subprocess_shell(quiet, line);
    const ProcessOutput one = co_await second.communicate();
    EXPECT_EQ(one.output, "out\n");
  });
}

TEST(Subprocess, ASignalThatEndsItIsANegativeStatus) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_exec(no_pipes, "sleep", "1000");
    process.terminate();
    const int status = co_await process.wait();
    EXPECT_EQ(status, -SIGTERM);
    process.kill();  // nobody
  });
}

TEST(Subprocess, OfACancelledTaskIsKilledAndReaped) {
  play_on_system([]() -> Coro<> {
    pid_t pid = 0;
    auto runs = [](pid_t& its_pid) -> Coro<> {
      Process process = co_await asyncio::create_subprocess_exec(no_pipes, "sleep", "1000");
      its_pid = process.pid();
      (void)co_await process.wait();
      ADD_FAILURE() << "it was cancelled";
    };
    for (int turns = 0; turns != 4; ++turns) {
      Task<> task = asyncio::create_task(runs(pid));
      for (int turn = 0; turn != turns; ++turn) co_await asyncio::sleep_ms(1);
      co_await asyncio::cancel_and_wait(task);
      EXPECT_TRUE(pid == 0 || is_gone(pid));
    }
    EXPECT_NE(pid, 0);
  });
}

TEST(Subprocess, AWaitThatRunsOutOfTimeLetsItGoOn) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_exec(all_pipes, "cat");
    const auto late = co_await asyncio::as_result(asyncio::wait_for_ms(process.wait(), 5));
    EXPECT_EQ(late.error(), asyncio::Error::timeout);
    const ProcessOutput all = co_await process.communicate("still there");
    EXPECT_EQ(all.output, "still there");
  });
}

TEST(Subprocess, SeveralTasksMayWaitForOneEnd) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_shell(no_pipes, "exit 7");
    const auto [first, second] = co_await asyncio::gather(process.wait(), process.wait());
    EXPECT_EQ(first, 7);
    EXPECT_EQ(second, 7);
  });
}

TEST(Subprocess, ThatDoesNotReadItsInputIsNoError) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_exec(all_pipes, "true");
    (void)co_await process.wait();
    const ProcessOutput all = co_await process.communicate(std::string(1'000'000, 'x'));
    EXPECT_EQ(all.output, "");
  });
}

TEST(Subprocess, ThatIsNotThereFailsAndSaysSo) {
  play_on_system([]() -> Coro<> {
    const auto result =
        co_await asyncio::as_result(asyncio::create_subprocess_exec(all_pipes, "/no/such/program"));
    EXPECT_EQ(result.error(), asyncio::Error::os(ENOENT));
    EXPECT_EQ(std::string(result.error().text()), "/no/such/program: No such file or directory");
  });
}

TEST(Subprocess, DoesWithSigpipeWhatIsUsual) {
  play_on_system([]() -> Coro<> {
    Process shell =
        co_await asyncio::create_subprocess_shell(no_pipes, "kill -PIPE $$; sleep 1000");
    const int killed = co_await shell.wait();
    EXPECT_EQ(killed, -SIGPIPE);
  });
}

TEST(Subprocess, BlocksNoSignalThoughOneIsBlockedHere) {
  play_on_system([]() -> Coro<> {
    sigset_t terminate;
    sigset_t before;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &terminate, &before);
    const auto started =
        co_await asyncio::as_result(asyncio::create_subprocess_exec(no_pipes, "sleep", "1000"));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    started->terminate();
    const int status = co_await asyncio::wait_for(started->wait(), 5);
    EXPECT_EQ(status, -SIGTERM);
  });
}

TEST(Subprocess, ThatCannotBeExecutedSaysWhy) {
  const std::string text = testing::TempDir() + "uasyncio-no-program";
  std::ofstream(text) << "no program";
  std::filesystem::permissions(text, std::filesystem::perms::owner_all);
  play_on_system(
      [](std::string file) -> Coro<> {
        const auto folder =
            co_await asyncio::as_result(asyncio::create_subprocess_exec(all_pipes, "/tmp"));
        EXPECT_EQ(folder.error(), asyncio::Error::os(EACCES));
        const auto no_program =
            co_await asyncio::as_result(asyncio::create_subprocess_exec(all_pipes, file));
        EXPECT_EQ(no_program.error(), asyncio::Error::os(ENOEXEC));
      },
      text);
  std::filesystem::remove(text);
}

TEST(Subprocess, ThatClosesItsOutputAndLivesOnIsWaitedFor) {
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_shell(
        all_pipes, "echo said; exec >&- 2>&-; read word; exit $word");
    const std::string said(co_await process.output().read_until_eof());
    EXPECT_EQ(said, "said\n");
    EXPECT_FALSE(process.has_ended());
    const ProcessOutput rest = co_await process.communicate("4\n");
    EXPECT_EQ(rest.output, "");
    const int status = co_await process.wait();
    EXPECT_EQ(status, 4);
  });
}

TEST(Subprocess, WhatItHasStartedMayHoldThePipeWithoutHoldingItUp) {
  play_on_system([]() -> Coro<> {
    Process process =
        co_await asyncio::create_subprocess_shell(all_pipes, "sleep 60 & echo $!; exit 3");
    const int status = co_await process.wait();
    EXPECT_EQ(status, 3);
    const std::string number(co_await process.output().readline());
    const auto rest = co_await asyncio::as_result(asyncio::wait_for_ms(process.communicate(), 20));
    EXPECT_EQ(rest.error(), asyncio::Error::timeout);
    kill(std::stoi(number), SIGKILL);
  });
}

TEST(Subprocess, ManyInTurnLeaveNothing) {
  play_on_system([]() -> Coro<> {
    for (int number = 0; number != 200; ++number) {
      Process process = co_await asyncio::create_subprocess_exec(all_pipes, "true");
      if (number % 2 == 0) (void)co_await process.communicate();
    }
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
  });
}

TEST(Subprocess, AnEndThatSomebodyElseHasTakenIsNoSuccess) {
  std::signal(SIGCHLD, SIG_IGN);
  play_on_system([]() -> Coro<> {
    Process process = co_await asyncio::create_subprocess_shell(all_pipes, "echo said; exit 3");
    const ProcessOutput all = co_await process.communicate();
    EXPECT_EQ(all.output, "said\n");
    for (int time = 0; time != 2; ++time) {
      const auto end = co_await asyncio::as_result(process.wait());
      EXPECT_EQ(end.error(), asyncio::Error::os(ECHILD));
    }
    EXPECT_TRUE(process.has_ended());
    for (int time = 0; time != 50; ++time) {  // it may have gone before anybody looks
      Process short_lived = co_await asyncio::create_subprocess_exec(all_pipes, "true");
      const auto its_end = co_await asyncio::as_result(short_lived.wait());
      EXPECT_EQ(its_end.error(), asyncio::Error::os(ECHILD));
      short_lived.kill();
    }
  });
  std::signal(SIGCHLD, SIG_DFL);
}

}  // namespace
