// SPDX-License-Identifier: MIT
// Serial ports by Linux's termios2, which takes any baud rate as a number. A driver may ignore
// silently what it cannot do, so the settings are read back, and refused if they are others.
#include "uasyncio/stream/serial_port.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

#include <asm/termbits.h>  // with any baud rate; <termios.h> has only those of a list
#include <cerrno>
#include <fcntl.h>
#include <linux/serial.h>
#include <new>
#include <sys/ioctl.h>

namespace uasyncio {
namespace {

using machine::Flow;
using machine::Parity;
using machine::UartConfig;

bool is_possible(const UartConfig& config) noexcept {
  const bool is_flow_whole = config.flow == Flow::none || config.flow == Flow::rts_cts;
  return config.baudrate != 0 && config.bits >= 5 && config.bits <= 8 && config.stop >= 1 &&
         config.stop <= 2 && is_flow_whole;
}

termios2 settings_of(const UartConfig& config) noexcept {
  constexpr tcflag_t sizes[] = {CS5, CS6, CS7, CS8};
  termios2 settings{};
  settings.c_iflag = IGNBRK;
  settings.c_cflag = CREAD | CLOCAL | BOTHER | sizes[config.bits - 5];
  if (config.stop == 2) settings.c_cflag |= CSTOPB;
  if (config.parity != Parity::none) {
    settings.c_cflag |= PARENB;
    settings.c_iflag |= INPCK | IGNPAR;
  }
  if (config.parity == Parity::odd) settings.c_cflag |= PARODD;
  if (config.flow == Flow::rts_cts) settings.c_cflag |= CRTSCTS;
  settings.c_ispeed = settings.c_ospeed = config.baudrate;
  settings.c_cc[VMIN] = 1;
  return settings;
}

}  // namespace

struct SerialPort::Settings {
  termios2 value;
};

void SerialPort::FreeSettings::operator()(Settings* settings) const noexcept { delete settings; }

SerialPort::Opened SerialPort::open(const char* path) noexcept {
  const int descriptor = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  return {descriptor, descriptor < 0 ? errno : 0};
}

SerialPort::SerialPort(const Opened& opened, const UartConfig& config) noexcept
    : FdDevice(opened.descriptor, Kind::terminal) {
  if (opened.error != 0) {
    error_ = Error::os(opened.error);
    return;
  }
  termios2 now;
  if (ioctl(fileno(), TCGETS2, &now) == 0) {
    before_.reset(new (std::nothrow) Settings{now});
  }
  error_ = init(config);
  ioctl(fileno(), TCFLSH, TCIFLUSH);  // what came before it was set up is noise
}

Error SerialPort::init(const UartConfig& config) noexcept {
  const Error refused = Error::value("this serial port cannot be set up so");
  if (!is_possible(config)) return refused;
  const termios2 wanted = settings_of(config);
  termios2 before;
  if (ioctl(fileno(), TCGETS2, &before) != 0 || ioctl(fileno(), TCSETS2, &wanted) != 0) {
    return Error::os(errno);
  }
  constexpr tcflag_t format = CSIZE | CSTOPB | PARENB | PARODD | CRTSCTS;
  termios2 got;
  ioctl(fileno(), TCGETS2, &got);
  const bool is_same = ((got.c_cflag ^ wanted.c_cflag) & format) == 0;
  if (!is_same) ioctl(fileno(), TCSETS2, &before);
  return is_same ? Error::none : refused;
}

Attempt SerialPort::try_read(std::span<std::byte> room) noexcept {
  return error_ ? Attempt::failed(error_) : FdDevice::try_read(room);
}

Attempt SerialPort::try_write(std::span<const std::byte> bytes) noexcept {
  return error_ ? Attempt::failed(error_) : FdDevice::try_write(bytes);
}

void SerialPort::close() noexcept {
  if (fileno() >= 0 && before_ != nullptr) ioctl(fileno(), TCSETS2, &before_->value);
  FdDevice::close();
}

std::size_t SerialPort::any() const noexcept {
  int count = 0;
  return ioctl(fileno(), FIONREAD, &count) == 0 ? static_cast<std::size_t>(count) : 0;
}

bool SerialPort::txdone() const noexcept {
  int count = 0;
  return ioctl(fileno(), TIOCOUTQ, &count) != 0 || count == 0;
}

machine::UartErrors SerialPort::errors() const noexcept {
  serial_icounter_struct counts{};
  if (ioctl(fileno(), TIOCGICOUNT, &counts) != 0) return {};
  const auto number = [](int count) { return static_cast<std::uint32_t>(count); };
  return {.overruns = number(counts.overrun) + number(counts.buf_overrun),
          .framing = number(counts.frame) + number(counts.brk),
          .parity = number(counts.parity)};
}

// --- The lines beside those of the data ---------------------------------------------------------

bool SerialPort::has_line(int line) const noexcept {
  int lines = 0;
  return ioctl(fileno(), TIOCMGET, &lines) == 0 && (lines & line) != 0;
}

bool SerialPort::set_line(int line, bool level) noexcept {
  return ioctl(fileno(), level ? TIOCMBIS : TIOCMBIC, &line) == 0;
}

bool SerialPort::rts(bool level) noexcept { return set_line(TIOCM_RTS, level); }
bool SerialPort::dtr(bool level) noexcept { return set_line(TIOCM_DTR, level); }
bool SerialPort::cts() const noexcept { return has_line(TIOCM_CTS); }
bool SerialPort::dsr() const noexcept { return has_line(TIOCM_DSR); }
bool SerialPort::dcd() const noexcept { return has_line(TIOCM_CD); }
bool SerialPort::ri() const noexcept { return has_line(TIOCM_RI); }

namespace {

/// A break that ends with this.
class Break {
 public:
  explicit Break(int descriptor) noexcept : descriptor_(descriptor) {}
  ~Break() { ioctl(descriptor_, TIOCCBRK); }
  Break(const Break&) = delete;
  Break& operator=(const Break&) = delete;

 private:
  int descriptor_;
};

}  // namespace

Coro<> SerialPort::send_break(Milliseconds length) {
  if (ioctl(fileno(), TIOCSBRK) != 0) co_await fail(Error::os(errno));
  const Break held(fileno());
  co_await sleep(length);
}

}  // namespace uasyncio
