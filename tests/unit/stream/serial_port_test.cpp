// SPDX-License-Identifier: MIT
// Serial ports over pseudo-terminals.
#include "tests/support/net_scenario.hpp"

#include <asm/termbits.h>
#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <uasyncio/machine/uart.hpp>
#include <uasyncio/stream/pipe.hpp>
#include <uasyncio/stream/serial_port.hpp>
#include <unistd.h>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::Pty;
using asyncio::SerialPort;
using asyncio::machine::Parity;

namespace {

static_assert(asyncio::machine::UART<SerialPort>);

/// Looks at the settings of a terminal, and keeps it open.
class Look {
 public:
  explicit Look(const Pty& line)
      : descriptor_(open(line.name().c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK)) {}
  ~Look() { close(descriptor_); }
  termios2 settings() const {
    termios2 value{};
    EXPECT_EQ(ioctl(descriptor_, TCGETS2, &value), 0);
    return value;
  }

 private:
  int descriptor_;
};

Coro<> expect_all_bytes(asyncio::StreamWriter& writer, asyncio::StreamReader& reader) {
  std::string all(256, 0);
  for (std::size_t index = 0; index != all.size(); ++index) all[index] = static_cast<char>(index);
  co_await writer.awrite(all);
  const std::string_view received = co_await reader.readexactly(all.size());
  EXPECT_EQ(received, all);
}

TEST(SerialPort, BytesGoThroughAsTheyAre) {
  play_on_system([]() -> Coro<> {
    Pty line;
    SerialPort port(line.name().c_str());
    asyncio::BufferedWriter<256> to_line(port), to_port(line);
    asyncio::BufferedReader<256> from_line(port), from_port(line);
    co_await expect_all_bytes(to_line, from_port);
    co_await expect_all_bytes(to_port, from_line);
    EXPECT_EQ(port.any(), 0u);
    EXPECT_TRUE(port.txdone());
    EXPECT_EQ(port.errors().overruns, 0u);
  });
}

TEST(SerialPort, IsSetUpWithAnyRateAndAsBeforeAtItsEnd) {
  play_on_system([]() -> Coro<> {
    Pty line;
    const Look look(line);
    const termios2 before = look.settings();
    {
      SerialPort port(line.name().c_str(), {.baudrate = 250'123, .stop = 2});
      const termios2 during = look.settings();
      EXPECT_EQ(during.c_ospeed, 250'123u);
      EXPECT_EQ(during.c_cflag & CSTOPB, static_cast<tcflag_t>(CSTOPB));
      EXPECT_EQ(during.c_lflag & (ICANON | ECHO | ISIG), 0u);
      EXPECT_EQ(port.init({.baudrate = 31'250}), asyncio::Error::none);
      EXPECT_EQ(look.settings().c_ospeed, 31'250u);
      EXPECT_EQ(port.init({.bits = 9}).kind, asyncio::ErrorKind::value);
      // A pseudo-terminal has no parity: what was set before is set again.
      EXPECT_EQ(port.init({.baudrate = 9'600, .parity = Parity::odd}).kind,
                asyncio::ErrorKind::value);
      EXPECT_EQ(look.settings().c_ospeed, 31'250u);
    }
    const termios2 after = look.settings();
    EXPECT_EQ(after.c_ospeed, before.c_ospeed);
    EXPECT_EQ(after.c_cflag, before.c_cflag);
    EXPECT_EQ(after.c_lflag, before.c_lflag);
    EXPECT_EQ(after.c_iflag, before.c_iflag);
    co_return co_await asyncio::sleep_ms(0);
  });
}

TEST(SerialPort, ThatCannotBeSaysWhyAtEachRead) {
  play_on_system([]() -> Coro<> {
    SerialPort nowhere("/dev/no such port");
    Pty line;
    SerialPort impossible(line.name().c_str(), {.bits = 4});
    SerialPort no_terminal("/dev/null");
    asyncio::BufferedReader<8> first(nowhere), second(impossible), third(no_terminal);
    const auto missing = co_await asyncio::as_result(first.read());
    EXPECT_EQ(missing.error(), asyncio::Error::os(ENOENT));
    const auto refused = co_await asyncio::as_result(second.read());
    EXPECT_EQ(refused.error().kind, asyncio::ErrorKind::value);
    const auto other = co_await asyncio::as_result(third.read());
    EXPECT_EQ(other.error(), asyncio::Error::os(ENOTTY));
    EXPECT_EQ(nowhere.init({}), asyncio::Error::os(EBADF));
    EXPECT_FALSE(nowhere.rts(true) || nowhere.cts() || nowhere.dtr(true));
    const auto no_break = co_await asyncio::as_result(nowhere.send_break(1));
    EXPECT_EQ(no_break.error(), asyncio::Error::os(EBADF));
  });
}

TEST(SerialPort, AReadThatIsCancelledTakesNothing) {
  play_on_system([]() -> Coro<> {
    Pty line;
    SerialPort port(line.name().c_str());
    asyncio::BufferedReader<32> reader(port);
    asyncio::BufferedWriter<32> writer(line);
    co_await writer.awrite("half a ");
    const auto late = co_await asyncio::as_result(asyncio::wait_for_ms(reader.readline(), 5));
    EXPECT_EQ(late.error(), asyncio::Error::timeout);
    co_await writer.awrite("line\n");
    const std::string_view whole = co_await reader.readline();
    EXPECT_EQ(whole, "half a line\n");
  });
}

TEST(SerialPort, TheOtherEndGoesAndReadsEnd) {
  play_on_system([]() -> Coro<> {
    Pty line;
    SerialPort port(line.name().c_str());
    asyncio::BufferedReader<32> reader(port);
    auto hangs_up = [](Pty& its_line) -> Coro<> {
      co_await asyncio::sleep_ms(2);
      its_line.close_and_tell();
    };
    asyncio::Task<> closes = asyncio::create_task(hangs_up(line));
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty());
    co_await closes;
  });
}

}  // namespace
