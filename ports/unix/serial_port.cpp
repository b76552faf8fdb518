// SPDX-License-Identifier: MIT
// Serial ports by Linux's termios2, which takes any baud rate as a number. A driver may ignore
// silently what it cannot do, so the settings are read back, and refused if they are others.
#include "uasyncio/stream/serial_port.hpp"

#include "marked_input.hpp"
#include "system_calls.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

#include <algorithm>
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
  settings.c_iflag = INPCK | PARMRK;  // what is bad comes with a mark, see MarkedInput
  settings.c_cflag = CREAD | CLOCAL | BOTHER | sizes[config.bits - 5];
  if (config.stop == 2) settings.c_cflag |= CSTOPB;
  if (config.parity != Parity::none) settings.c_cflag |= PARENB;
  if (config.parity == Parity::odd) settings.c_cflag |= PARODD;
  if (config.flow == Flow::rts_cts) settings.c_cflag |= CRTSCTS;
  settings.c_ispeed = settings.c_ospeed = config.baudrate;
  settings.c_cc[VMIN] = 1;
  return settings;
}

/// Whether a driver has done what was wanted. Receivers bear with rates that are some percent off.
bool is_as_wanted(const termios2& got, const termios2& wanted) noexcept {
  constexpr tcflag_t format = CSIZE | CSTOPB | PARENB | PARODD | CRTSCTS;
  const auto [slower, faster] = std::minmax(got.c_ospeed, wanted.c_ospeed);
  return ((got.c_cflag ^ wanted.c_cflag) & format) == 0 && faster - slower <= faster / 32;
}

}  // namespace

struct SerialPort::Parts {
  termios2 before;
  int lines_before;
  int lines_set = 0;  // of those, by us
  unix_devices::MarkedInput input;
};

void SerialPort::FreeParts::operator()(Parts* parts) const noexcept { delete parts; }

SerialPort::SerialPort(const char* path, const UartConfig& config) noexcept
    : SerialPort(path, config, unix_devices::system_calls) {}

SerialPort::SerialPort(const char* path, const UartConfig& config,
                       const unix_devices::SystemCalls& calls) noexcept
    : SerialPort(open(path, calls), config, calls) {}

SerialPort::Opened SerialPort::open(const char* path,
                                    const unix_devices::SystemCalls& calls) noexcept {
  const int descriptor = calls.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  return {descriptor, descriptor < 0 ? errno : 0};
}

SerialPort::SerialPort(const Opened& opened, const UartConfig& config,
                       const unix_devices::SystemCalls& calls) noexcept
    : FdDevice(opened.descriptor, Kind::terminal), calls_(calls) {
  kernel::CallbackTimer::fired = &on_look;
  kernel::CallbackTimer::state = kernel::State::not_a_task;
  termios2 before;
  if (opened.error != 0 || control(TCGETS2, &before) != 0) {
    error_ = Error::os(opened.error != 0 ? opened.error : errno);
    return;
  }
  parts_.reset(new (std::nothrow) Parts{before, lines(), 0, {}});
  error_ = parts_ == nullptr ? Error(Error::memory) : init(config);
  flush(TCIFLUSH);  // what came before it was set up is noise
}

int SerialPort::control(unsigned long request, void* argument) const noexcept {
  return calls_.ioctl(fileno(), request, argument);
}

int SerialPort::flush(int queues) const noexcept {
  return control(TCFLSH, reinterpret_cast<void*>(std::intptr_t{queues}));
}

Error SerialPort::init(const UartConfig& config) noexcept {
  const Error refused = Error::value("this serial port cannot be set up so");
  if (!is_possible(config)) return refused;
  const termios2 wanted = settings_of(config);
  termios2 before;
  if (control(TCGETS2, &before) != 0) return Error::os(errno);
  termios2 got = before;
  if (control(TCSETS2, const_cast<termios2*>(&wanted)) != 0) return Error::os(errno);
  control(TCGETS2, &got);
  if (!is_as_wanted(got, wanted)) {
    control(TCSETS2, &before);
    return refused;
  }
  baudrate_ = config.baudrate;
  has_parity_ = config.parity != Parity::none;
  error_ = Error::none;
  return Error::none;
}

// --- Bytes --------------------------------------------------------------------------------------

Attempt SerialPort::try_read(std::span<std::byte> room) noexcept {
  if (error_) return Attempt::failed(error_);
  if (fileno() < 0) return Attempt::failed(Error::os(EBADF));
  unix_devices::MarkedInput& input = parts_->input;
  for (;;) {
    const Attempt attempt = input.take(room, has_parity_ ? EBADMSG : EPROTO);
    if (!attempt.is_would_block()) return attempt;
    const Attempt more = FdDevice::try_read(input.room());
    if (!more.has_moved()) return more;
    input.add(more.count());
  }
}

Attempt SerialPort::try_write(std::span<const std::byte> bytes) noexcept {
  return error_ ? Attempt::failed(error_) : FdDevice::try_write(bytes);
}

std::size_t SerialPort::any() const noexcept {
  int count = 0;
  if (control(FIONREAD, &count) != 0) return 0;
  return static_cast<std::size_t>(count) + (parts_ == nullptr ? 0 : parts_->input.count());
}

/// How many bytes the system has still to send; 0 if it does not say.
int SerialPort::queued() const noexcept {
  int count = 0;
  return control(TIOCOUTQ, &count) == 0 ? count : 0;
}

bool SerialPort::txdone() const noexcept { return queued() == 0; }

machine::UartErrors SerialPort::errors() const noexcept {
  serial_icounter_struct counts{};
  const auto number = [](int count) { return static_cast<std::uint32_t>(count); };
  if (control(TIOCGICOUNT, &counts) == 0) {
    return {.overruns = number(counts.overrun) + number(counts.buf_overrun),
            .framing = number(counts.frame) + number(counts.brk),
            .parity = number(counts.parity)};
  }
  if (parts_ == nullptr) return {};
  const std::uint32_t bad = parts_->input.bad_bytes();
  return {.framing = breaks() + (has_parity_ ? 0 : bad), .parity = has_parity_ ? bad : 0};
}

std::uint32_t SerialPort::breaks() const noexcept {
  return parts_ == nullptr ? 0 : parts_->input.breaks();
}

// --- Its end ------------------------------------------------------------------------------------

/// A line has no end that could be told; but what the system has is to go out first, at the rate at
/// which it was written. Nothing tells that it has.
Attempt SerialPort::finish_writing() noexcept {
  const int left = fileno() < 0 || baudrate_ == 0 ? 0 : queued();
  if (left == 0) return FdDevice::finish_writing();
  look_later(left);
  return Attempt::would_block();
}

void SerialPort::look_later(int left) noexcept {
  constexpr std::uint64_t bits_of_a_byte = 10;
  constexpr std::uint64_t soonest_us = 1'000;
  constexpr std::uint64_t latest_us = 100'000;  // the other side may hold it back
  const std::uint64_t bits = static_cast<std::uint64_t>(left) * bits_of_a_byte;
  const std::uint64_t length_us = std::clamp(bits * 1'000'000 / baudrate_, soonest_us, latest_us);
  stop_looking();
  scheduler_ = kernel::Scheduler::running();
  deadline = scheduler_->deadline_after(from_microseconds(length_us));
  scheduler_->add_timer(this);
}

void SerialPort::stop_looking() noexcept {
  if (scheduler_ != nullptr) scheduler_->remove_timer(this);
  scheduler_ = nullptr;
}

void SerialPort::on_look(kernel::CallbackTimer* timer) noexcept {
  auto& port = static_cast<SerialPort&>(*timer);
  port.scheduler_ = nullptr;
  port.tell_now(Interest::write);
}

/// A break that ends with this, or with its port.
class SerialPort::Break {
 public:
  explicit Break(SerialPort& port) noexcept : port_(&port) { port.break_ = this; }
  ~Break() { end(); }
  Break(const Break&) = delete;
  Break& operator=(const Break&) = delete;

  bool is_held() const noexcept { return port_ != nullptr; }
  void end() noexcept {
    if (port_ == nullptr) return;
    port_->control(TIOCCBRK);
    port_->break_ = nullptr;
    port_ = nullptr;
  }

 private:
  SerialPort* port_;
};

/// The system's own close would wait for what it has still to send.
void SerialPort::close() noexcept {
  if (fileno() < 0) return;
  stop_looking();
  if (break_ != nullptr) break_->end();
  if (parts_ != nullptr) {
    if (!txdone()) flush(TCOFLUSH);
    for (int line : {TIOCM_RTS, TIOCM_DTR}) {
      const bool was_set = (parts_->lines_before & line) != 0;
      if ((parts_->lines_set & line) != 0) control(was_set ? TIOCMBIS : TIOCMBIC, &line);
    }
    control(TCSETS2, &parts_->before);
  }
  FdDevice::close();
}

// --- The lines beside those of the data ---------------------------------------------------------

/// What they are; 0 without them.
int SerialPort::lines() const noexcept {
  int lines = 0;
  return control(TIOCMGET, &lines) == 0 ? lines : 0;
}

bool SerialPort::set_line(int line, bool level) noexcept {
  if (parts_ == nullptr || control(level ? TIOCMBIS : TIOCMBIC, &line) != 0) return false;
  parts_->lines_set |= line;
  return true;
}

bool SerialPort::rts(bool level) noexcept { return set_line(TIOCM_RTS, level); }
bool SerialPort::dtr(bool level) noexcept { return set_line(TIOCM_DTR, level); }
bool SerialPort::cts() const noexcept { return (lines() & TIOCM_CTS) != 0; }
bool SerialPort::dsr() const noexcept { return (lines() & TIOCM_DSR) != 0; }
bool SerialPort::dcd() const noexcept { return (lines() & TIOCM_CD) != 0; }
bool SerialPort::ri() const noexcept { return (lines() & TIOCM_RI) != 0; }

Coro<> SerialPort::send_break(Milliseconds length) {
  if (break_ != nullptr) {
    co_await fail(Error::runtime("SerialPort: a break is being sent already"));
  }
  if (control(TIOCSBRK) != 0) co_await fail(Error::os(errno));
  const Break held(*this);
  co_await sleep(length);
  if (!held.is_held()) co_await fail(Error::os(EBADF, "the stream is closed"));
}

}  // namespace uasyncio
