// SPDX-License-Identifier: MIT
// Serial ports over pseudo-terminals, and over a kernel of the test, which has what these lack:
// the lines beside those of the data, breaks, and a queue.
#include "ports/unix/system_calls.hpp"
#include "tests/support/net_scenario.hpp"

#include <asm/termbits.h>
#include <cerrno>
#include <fcntl.h>
#include <linux/serial.h>
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

// --- On a kernel of the test --------------------------------------------------------------------

/// A terminal with the lines and the queue of a serial port. Marks come as the test writes them.
struct Kernel {
  int lines = TIOCM_RTS | TIOCM_DTR | TIOCM_CTS | TIOCM_CD;
  std::string breaks;  // how they began and ended
  int queued = 0;
  bool was_flushed = false;
  bool counts = false;
  std::uint32_t rate = 0;  // not 0: the nearest one that the hardware can
  tcflag_t parity = 0;
} kernel;

int lines_by(unsigned long request, int lines) {
  if (request == TIOCMBIS) kernel.lines |= lines;
  if (request == TIOCMBIC) kernel.lines &= ~lines;
  return 0;
}

int fake_ioctl(int descriptor, unsigned long request, void* argument) {
  int* const number = static_cast<int*>(argument);
  switch (request) {
    case TIOCMGET: return *number = kernel.lines, 0;
    case TIOCMBIS:
    case TIOCMBIC: return lines_by(request, *number);
    case TIOCSBRK: return kernel.breaks += '<', 0;
    case TIOCCBRK: return kernel.breaks += '>', 0;
    case TIOCOUTQ: return *number = kernel.queued, 0;
    case TCFLSH:
      kernel.was_flushed = reinterpret_cast<std::intptr_t>(argument) == TCOFLUSH;
      return 0;
    case TCGETS2: {
      const int result = ioctl(descriptor, request, argument);
      static_cast<termios2*>(argument)->c_cflag |= kernel.parity;
      return result;
    }
    case TCSETS2: {
      termios2 settings = *static_cast<termios2*>(argument);
      kernel.parity = settings.c_cflag & (PARENB | PARODD);
      settings.c_iflag &= ~static_cast<tcflag_t>(PARMRK);
      if (kernel.rate != 0) settings.c_ospeed = kernel.rate;
      return ioctl(descriptor, request, &settings);
    }
    case TIOCGICOUNT:
      if (!kernel.counts) return errno = ENOTTY, -1;
      static_cast<serial_icounter_struct*>(argument)->overrun = 3;
      return 0;
    default: return ioctl(descriptor, request, argument);
  }
}

const asyncio::unix_devices::SystemCalls fake_calls = [] {
  auto calls = asyncio::unix_devices::system_calls;
  calls.ioctl = &fake_ioctl;
  return calls;
}();

struct Line {
  Line() { kernel = Kernel{}; }
  Pty pty;
  SerialPort port{pty.name().c_str(), {}, fake_calls};
  asyncio::BufferedReader<64> reader{port};
  asyncio::BufferedWriter<64> writer{port};
  asyncio::BufferedWriter<64> from_outside{pty};
};

TEST(SerialPort, ItsLinesAreSetAndReadAndAreAsBeforeAtItsEnd) {
  play_on_system([]() -> Coro<> {
    Line line;
    EXPECT_TRUE(line.port.cts() && line.port.dcd());
    EXPECT_FALSE(line.port.dsr() || line.port.ri());
    kernel.lines ^= TIOCM_CTS | TIOCM_DSR | TIOCM_RI | TIOCM_CD;
    EXPECT_FALSE(line.port.cts() || line.port.dcd());
    EXPECT_TRUE(line.port.dsr() && line.port.ri());
    EXPECT_TRUE(line.port.rts(false));
    EXPECT_EQ(kernel.lines & (TIOCM_RTS | TIOCM_DTR), TIOCM_DTR);
    EXPECT_TRUE(line.port.rts(true) && line.port.dtr(false));
    EXPECT_EQ(kernel.lines & (TIOCM_RTS | TIOCM_DTR), TIOCM_RTS);
    EXPECT_TRUE(line.port.rts(false));
    line.writer.close();
    co_await line.writer.wait_closed();
    EXPECT_EQ(kernel.lines & (TIOCM_RTS | TIOCM_DTR), TIOCM_RTS | TIOCM_DTR);
    EXPECT_FALSE(line.port.rts(true) && line.port.cts());
  });
}

TEST(SerialPort, LinesThatWereNotSetHereAreLeftAlone) {
  play_on_system([]() -> Coro<> {
    {
      Line line;
      kernel.lines &= ~TIOCM_DTR;  // somebody else's
    }
    EXPECT_EQ(kernel.lines & (TIOCM_RTS | TIOCM_DTR), TIOCM_RTS);
    co_return co_await asyncio::sleep_ms(0);
  });
}

TEST(SerialPort, ABreakLastsItsTimeAndIsAloneAndEndsWithACancelOrThePort) {
  play_on_system([]() -> Coro<> {
    Line line;
    const asyncio::Time start = asyncio::Loop::running()->time();
    co_await line.port.send_break(5);
    EXPECT_GE(asyncio::Loop::running()->time() - start, 5'000u);
    EXPECT_EQ(kernel.breaks, "<>");

    asyncio::Task<> longer = asyncio::create_task(line.port.send_break(60'000));
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(kernel.breaks, "<><");
    const auto second = co_await asyncio::as_result(line.port.send_break(1));
    EXPECT_EQ(second.error().kind, asyncio::ErrorKind::runtime);
    EXPECT_EQ(kernel.breaks, "<><");
    co_await asyncio::cancel_and_wait(longer);
    EXPECT_EQ(kernel.breaks, "<><>");

    asyncio::Task<> last = asyncio::create_task(line.port.send_break(10));
    co_await asyncio::sleep_ms(1);
    line.writer.abort();
    EXPECT_EQ(kernel.breaks, "<><><>");
    const auto closed = co_await asyncio::as_result(last);
    EXPECT_EQ(closed.error(), asyncio::Error::os(EBADF));
    EXPECT_EQ(kernel.breaks, "<><><>");  // the number may be another's by now
  });
}

TEST(SerialPort, APortThatGoesDuringABreakIsNotTouchedAnyMore) {
  play_on_system([]() -> Coro<> {
    kernel = Kernel{};
    Pty pty;
    auto port = std::make_unique<SerialPort>(pty.name().c_str(), asyncio::machine::UartConfig{},
                                             fake_calls);
    asyncio::Task<> breaks = asyncio::create_task(port->send_break(5));
    co_await asyncio::sleep_ms(1);
    port.reset();
    EXPECT_EQ(kernel.breaks, "<>");
    const auto gone = co_await asyncio::as_result(breaks);
    EXPECT_EQ(gone.error(), asyncio::Error::os(EBADF));
  });
}

/// What reads give until the word "end": bytes, and errors as their names.
Coro<std::string> told(asyncio::StreamReader& reader) {
  std::string text;
  while (!text.ends_with("end")) {
    auto some = co_await asyncio::as_result(reader.read());
    if (some.ok()) {
      text += *some;
    } else {
      text += some.error().code == EPROTO    ? "[break]"
              : some.error().code == EBADMSG ? "[bad]"
                                             : "?";
    }
  }
  co_return text;
}

TEST(SerialPort, ABreakAndABadByteAreToldInTheirPlaceHoweverTheirMarksAreSplit) {
  using namespace std::string_view_literals;
  const std::string_view came = "ab\377\0\0c\377\377d\377\0xe\377\0\0\377\0\0end"sv;
  for (std::size_t cut = 1; cut != came.size(); ++cut) {
    play_on_system(
        [](std::string_view first, std::string_view second) -> Coro<> {
          Line line;
          EXPECT_FALSE(line.port.init({.parity = Parity::even}));
          co_await line.from_outside.awrite(first);
          asyncio::Task<std::string> reads = asyncio::create_task(told(line.reader));
          co_await asyncio::sleep_ms(1);
          co_await line.from_outside.awrite(second);
          const std::string text = co_await reads;
          EXPECT_EQ(text, "ab[break]c\377d[bad]e[break][break]end");
          EXPECT_EQ(line.port.breaks(), 3u);
          EXPECT_EQ(line.port.errors().framing, 3u);
          EXPECT_EQ(line.port.errors().parity, 1u);
          kernel.counts = true;
          EXPECT_EQ(line.port.errors().overruns, 3u);
        },
        came.substr(0, cut), came.substr(cut));
  }
}

TEST(SerialPort, ABreakInALineLosesNothingOfIt) {
  using namespace std::string_view_literals;
  play_on_system([]() -> Coro<> {
    Line line;
    co_await line.from_outside.awrite("half \377\0\0a line\n"sv);
    const auto told_of = co_await asyncio::as_result(line.reader.readline());
    EXPECT_EQ(told_of.error(), asyncio::Error::os(EPROTO));
    const std::string_view whole = co_await line.reader.readline();
    EXPECT_EQ(whole, "half a line\n");
  });
}

TEST(SerialPort, IsClosedInOrderWhenTheSystemsQueueIsEmpty) {
  play_on_system([]() -> Coro<> {
    Line line;
    kernel.queued = 100;
    line.writer.close();
    const auto early =
        co_await asyncio::as_result(asyncio::wait_for_ms(line.writer.wait_closed(), 30));
    EXPECT_EQ(early.error(), asyncio::Error::timeout);
    EXPECT_GE(line.port.fileno(), 0);
    EXPECT_FALSE(line.port.txdone());
    kernel.queued = 0;
    co_await line.writer.wait_closed();
    EXPECT_EQ(line.port.fileno(), -1);
    EXPECT_FALSE(kernel.was_flushed);
  });
}

TEST(SerialPort, ThatCannotSendDoesNotHoldTheProgramUp) {
  play_on_system([]() -> Coro<> {
    Line line;
    kernel.queued = 100;
    line.writer.set_close_limit_ms(5);
    line.writer.close();
    const auto late = co_await asyncio::as_result(line.writer.wait_closed());
    EXPECT_EQ(late.error(), asyncio::Error::timeout);
    EXPECT_TRUE(kernel.was_flushed);
  });
}

TEST(SerialPort, ARateThatTheHardwareCannotBeSetToIsRefused) {
  play_on_system([]() -> Coro<> {
    Line line;
    kernel.rate = 113'636;  // 1.4 percent off
    EXPECT_EQ(line.port.init({.baudrate = 115'200}), asyncio::Error::none);
    kernel.rate = 9'600;
    EXPECT_EQ(line.port.init({.baudrate = 250'000}).kind, asyncio::ErrorKind::value);
    kernel.rate = 0;
    co_await line.writer.awrite("still usable");
  });
}

TEST(SerialPort, ThatWasRefusedCanBeSetUpLater) {
  play_on_system([]() -> Coro<> {
    Pty pty;
    SerialPort port(pty.name().c_str(), {.bits = 9});
    asyncio::BufferedReader<8> reader(port);
    const auto refused = co_await asyncio::as_result(reader.read());
    EXPECT_EQ(refused.error().kind, asyncio::ErrorKind::value);
    EXPECT_EQ(port.init({.bits = 8}), asyncio::Error::none);
    asyncio::BufferedWriter<8> writer(pty);
    co_await writer.awrite("x");
    const std::string_view byte = co_await reader.read();
    EXPECT_EQ(byte, "x");
  });
}

}  // namespace
