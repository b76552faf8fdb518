// SPDX-License-Identifier: MIT
// Lines from standard input, which is a pipe, a file or something else of the test.
#include "ports/unix/console.hpp"
#include "tests/support/net_scenario.hpp"

#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::unix_console::Console;

namespace {

/// Standard input is `descriptor`, which it closes, until this goes.
class Input {
 public:
  explicit Input(int descriptor) : saved_(dup(STDIN_FILENO)) {
    dup2(descriptor, STDIN_FILENO);
    close(descriptor);
  }
  ~Input() {
    dup2(saved_, STDIN_FILENO);
    close(saved_);
  }

 private:
  int saved_;
};

class PipedInput {
 public:
  PipedInput() : PipedInput(made()) {}
  ~PipedInput() { end(); }

  void type(std::string_view text) const {
    EXPECT_EQ(write(writer_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void end() {
    if (writer_ >= 0) close(writer_);
    writer_ = -1;
  }

 private:
  struct Ends {
    int of[2];
  };
  static Ends made() {
    Ends ends{};
    EXPECT_EQ(pipe(ends.of), 0);
    return ends;
  }
  explicit PipedInput(Ends ends) : writer_(ends.of[1]), input_(ends.of[0]) {}

  int writer_;
  Input input_;
};

/// A line, or the name of the error.
Coro<> expect_line(std::string_view expected, std::size_t room = 40) {
  std::string buffer(room, '.');
  const auto line = co_await asyncio::as_result(Console::read_line(buffer));
  std::string told = line.ok() ? std::string(*line) : line.error().name();
  if (line.ok() && Console::was_truncated()) told += "...";
  EXPECT_EQ(told, expected);
}

/// Reads what is there, and no line has come.
Coro<> give_up(std::size_t room = 40) {
  std::string buffer(room, '.');
  const auto line =
      co_await asyncio::as_result(asyncio::wait_for_ms(Console::read_line(buffer), 2));
  EXPECT_EQ(line.error().name(), std::string_view("TimeoutError"));
}

TEST(UnixConsole, ALineWhoseReadIsCancelledAfterEachByteIsWhole) {
  const auto body = []() -> Coro<> {
    PipedInput input;
    for (const char byte : std::string_view("first\r")) {
      input.type({&byte, 1});
      co_await give_up();
    }
    input.type("\nsecond\nth");
    co_await expect_line("first");
    co_await expect_line("second");
    co_await give_up();
    input.end();
    co_await expect_line("th");
    co_await expect_line("EOFError");
  };
  play_on_system(body);
}

TEST(UnixConsole, OfALongLineWhoseReadIsCancelledItsBeginningIsKept) {
  const auto body = []() -> Coro<> {
    PipedInput input;
    input.type("0123456789");
    co_await give_up(4);
    co_await give_up(4);
    input.type("\n0123\n");
    co_await expect_line("0123...", 4);
    co_await expect_line("0123", 4);
    const std::string much(600, 'm');
    input.type(much);
    co_await give_up(700);
    input.type("\nnext\n");
    co_await expect_line(much.substr(0, 512) + "...", 700);
    co_await expect_line("next");
  };
  play_on_system(body);
}

TEST(UnixConsole, OneTaskReadsAtATime) {
  const auto body = []() -> Coro<> {
    PipedInput input;
    const auto read = []() -> Coro<> {
      char buffer[20];
      const std::string_view line = co_await Console::read_line(buffer);
      EXPECT_EQ(line, "for the first");
    };
    asyncio::Task<> reader = asyncio::create_task(read());
    co_await asyncio::sleep_ms(0);
    co_await expect_line("RuntimeError");
    input.type("for the first\nfor the next\n");
    co_await reader;
    co_await expect_line("for the next");
  };
  play_on_system(body);
}

TEST(UnixConsole, OneThatDoesNotBlockAndHasNothingIsWaitedFor) {
  const auto body = []() -> Coro<> {
    PipedInput input;
    fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    co_await give_up();
    input.type("here\n");
    co_await expect_line("here");
  };
  play_on_system(body);
}

TEST(UnixConsole, OfAFileItReadsAllLines) {
  char name[] = "/tmp/uasyncio_console_XXXXXX";
  const int file = mkstemp(name);
  ASSERT_GE(file, 0);
  unlink(name);
  EXPECT_EQ(write(file, "one\n\ntwo", 8), 8);
  lseek(file, 0, SEEK_SET);
  Input input(file);
  const auto body = []() -> Coro<> {
    co_await expect_line("one");
    co_await expect_line("");
    co_await expect_line("two");
    co_await expect_line("EOFError");
  };
  play_on_system(body);
}

TEST(UnixConsole, OfNothingItReadsTheEnd) {
  Input input(open("/dev/null", O_RDONLY));
  play_on_system([]() -> Coro<> { co_await expect_line("EOFError"); });
}

TEST(UnixConsole, ThatIsClosedFails) {
  play_on_system([]() -> Coro<> {
    Input input(open("/dev/null", O_RDONLY));
    close(STDIN_FILENO);
    co_await expect_line("OSError");
  });
}

}  // namespace
