// SPDX-License-Identifier: MIT
// Pins and buses of a Linux computer, on a kernel of the test: the table of system calls.
#include "ports/unix/i2c.hpp"
#include "ports/unix/pin.hpp"
#include "ports/unix/spi.hpp"
#include "ports/unix/unix_port.hpp"
#include "tests/support/nec_signal.hpp"
#include "tests/support/scenario.hpp"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/spi/spidev.h>
#include <optional>
#include <semaphore>
#include <sys/ioctl.h>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/spi.hpp>
#include <uasyncio/drivers/nec_ir.hpp>
#include <uasyncio/drivers/pushbutton.hpp>
#include <unistd.h>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::machine::Edge;
namespace devices = asyncio::unix_devices;

namespace {

/// A chip with one line, whose events come through a pipe; and buses with one device each.
struct Kernel {
  gpio_v2_line_request asked{};
  std::uint64_t flags = 0;
  bool level = false;
  int writer = -1;
  int refusal = 0;
  std::uint32_t events = 0;
  int open_count = 0;
  std::vector<std::uint8_t> memory{10, 11, 12, 13};
  std::size_t place = 0;
  int spi_mode = -1;
  std::uint32_t spi_speed = 0;
} fake;

/// A call of a bus does not return before the test says so.
std::atomic<bool> blocks{false};
std::atomic<int> calls_under_way{0};
std::binary_semaphore may_return{0};

void wait_for_permission() {
  ++calls_under_way;
  if (blocks) may_return.acquire();
  --calls_under_way;
}

int fake_open(const char*, int) {
  if (fake.refusal != 0) return errno = fake.refusal, -1;
  ++fake.open_count;
  return ::open("/dev/null", O_RDWR);
}
int fake_close(int descriptor) {
  --fake.open_count;
  return ::close(descriptor);
}
int reserve(gpio_v2_line_request& request) {
  if (request.offsets[0] > 7) return errno = EINVAL, -1;
  int ends[2];
  if (::pipe(ends) != 0) return -1;
  fake.asked = request;
  fake.flags = request.config.flags;
  request.fd = ends[0];
  fake.writer = ends[1];
  ++fake.open_count;
  return 0;
}
int transfer(const i2c_rdwr_ioctl_data& request) {
  wait_for_permission();
  for (std::uint32_t n = 0; n != request.nmsgs; ++n) {
    const i2c_msg& message = request.msgs[n];
    if (message.addr != 0x50) return errno = ENXIO, -1;
    if ((message.flags & I2C_M_RD) != 0) {
      for (int at = 0; at != message.len; ++at) message.buf[at] = fake.memory.at(fake.place++);
    } else if (message.len != 0) {
      fake.place = message.buf[0];
      for (int at = 1; at < message.len; ++at) fake.memory.at(fake.place++) = message.buf[at];
    }
  }
  return static_cast<int>(request.nmsgs);
}
/// Its device gives each byte back, plus one.
int exchange(const spi_ioc_transfer& request) {
  wait_for_permission();
  if (request.len > 4'096) return errno = EMSGSIZE, -1;
  fake.spi_speed = request.speed_hz;
  const auto* const out = reinterpret_cast<const std::uint8_t*>(request.tx_buf);
  auto* const in = reinterpret_cast<std::uint8_t*>(request.rx_buf);
  for (std::uint32_t n = 0; n != request.len; ++n) in[n] = static_cast<std::uint8_t>(out[n] + 1);
  return static_cast<int>(request.len);
}
int fake_ioctl(int, unsigned long request, void* argument) {
  auto* const values = static_cast<gpio_v2_line_values*>(argument);
  switch (request) {
    case GPIO_V2_GET_LINE_IOCTL: return reserve(*static_cast<gpio_v2_line_request*>(argument));
    case GPIO_V2_LINE_SET_CONFIG_IOCTL:
      fake.flags = static_cast<gpio_v2_line_config*>(argument)->flags;
      return 0;
    case GPIO_V2_LINE_GET_VALUES_IOCTL: return values->bits = fake.level, 0;
    case GPIO_V2_LINE_SET_VALUES_IOCTL: return fake.level = (values->bits & 1) != 0, 0;
    case SPI_IOC_WR_MODE: return fake.spi_mode = *static_cast<std::uint8_t*>(argument), 0;
    case SPI_IOC_MESSAGE(1): return exchange(*static_cast<spi_ioc_transfer*>(argument));
    case I2C_RDWR: return transfer(*static_cast<i2c_rdwr_ioctl_data*>(argument));
    default: return errno = ENOTTY, -1;
  }
}
const devices::SystemCalls fake_calls{fake_open, fake_ioctl, devices::system_calls.set_nonblocking,
                                      devices::system_calls.read, fake_close};

/// An edge at this time, to that level.
void edge(std::uint64_t timestamp_ns, bool level = false) {
  gpio_v2_line_event event{};
  event.timestamp_ns = timestamp_ns;
  event.id = level ? GPIO_V2_LINE_EVENT_RISING_EDGE : GPIO_V2_LINE_EVENT_FALLING_EDGE;
  event.line_seqno = ++fake.events;
  ASSERT_EQ(::write(fake.writer, &event, sizeof event), static_cast<ssize_t>(sizeof event));
}

/// As `played`, on the real port.
template <class Make>
std::string on_linux(Make make) {
  fake = Kernel{};
  words().clear();
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  {
    const auto result = loop.run_until_complete(make());
    say(result ? "ok" : result.error().name());
  }
  loop.close();
  if (fake.writer >= 0) ::close(fake.writer);
  EXPECT_EQ(fake.open_count, 0) << "descriptors are left";
  return words();
}

TEST(UnixPins, AreReservedAsWhatTheyAre) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              {
                devices::OutputPin led("/dev/gpiochip0", 3, fake_calls);
                say(fake.asked.offsets[0], fake.flags == GPIO_V2_LINE_FLAG_OUTPUT);
                led.on();
                say(fake.level, led.value());
                led.toggle();
                say(fake.level, led.error().name());
              }
              ::close(fake.writer);
              devices::OpenDrainPin line("/dev/gpiochip0", 4, fake_calls);
              say((fake.flags & GPIO_V2_LINE_FLAG_OPEN_DRAIN) != 0,
                  fake.asked.config.attrs[0].attr.values);
              fake.level = true;
              say(line.value());
              line.value(false);
              say(line.value());
              co_return;
            }),
            "3 1 1 1 0 no error 1 1 1 0 ok");
}

TEST(UnixPins, SayWhyTheyAreRefused) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              devices::InterruptPin none("/dev/gpiochip0", 8, fake_calls);
              say(none.error().code == EINVAL,
                  none.irq(Edge::both, [](void*) {}, nullptr).code == EINVAL);
              fake.refusal = ENOENT;
              devices::OutputPin no_chip("/dev/gpiochip9", 0, fake_calls);
              say(no_chip.error().code == ENOENT);
              co_return;
            }),
            "1 1 1 ok");
}

struct Heard {
  devices::InterruptPin& pin;
  asyncio::ThreadSafeFlag flag;
};
void hear(void* argument) {
  auto& heard = *static_cast<Heard*>(argument);
  say(heard.pin.edge_time());
  heard.flag.set();
}

TEST(UnixPins, TellEachEdgeWithTheKernelsTime) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              devices::InterruptPin pin("/dev/gpiochip0", 1, fake_calls);
              Heard heard{pin, {}};
              edge(1'000);  // before the call
              EXPECT_EQ(pin.irq(Edge::falling, &hear, &heard), Error::none);
              say((fake.flags & GPIO_V2_LINE_FLAG_EDGE_FALLING) != 0,
                  (fake.flags & GPIO_V2_LINE_FLAG_EDGE_RISING) != 0);
              edge(5'000'000);
              edge(6'000'999);
              co_await heard.flag.wait();
              fake.events += 3;  // dropped
              edge(9'000'000);
              co_await heard.flag.wait();
              say("lost", pin.lost());
              pin.irq(nullptr);
              say((fake.flags & GPIO_V2_LINE_FLAG_EDGE_FALLING) != 0);
              edge(10'000'000);
              co_await asyncio::sleep_ms(1);
              EXPECT_EQ(pin.irq(Edge::both, &hear, &heard), Error::none);
              edge(11'000'000);
              co_await heard.flag.wait();
              say("lost", pin.lost());
            }),
            "1 0 5000 6000 9000 lost 3 0 11000 lost 3 ok");
}

TEST(UnixPins, HearMoreEdgesThanOneReadGives) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              devices::InterruptPin pin("/dev/gpiochip0", 1, fake_calls);
              static int count;
              count = 0;
              EXPECT_EQ(pin.irq(Edge::both, [](void*) { ++count; }, nullptr), Error::none);
              for (std::uint64_t n = 0; n != 50; ++n) edge(n * 1'000);
              co_await asyncio::sleep_ms(1);
              say(count, pin.lost());
            }),
            "50 0 ok");
}

/// The edges of a key, from `start` on, of which the kernel has noted the times.
void press_a_key(asyncio::Time start, std::size_t first, std::size_t end) {
  const nec::Lengths key = nec::key(0x1234, 7);
  asyncio::Time time = start;
  for (std::size_t n = 0; n != key.size(); ++n) {
    if (n >= first && n < end) edge(time * 1'000, n % 2 != 0);
    time += key[n];
  }
  if (end > key.size()) edge(time * 1'000, true);
  fake.level = true;
}

// The loop sees a whole frame at once, and one whose beginning it has seen when the rest is there:
// the pin is high by then, and the deadline of what it knows has passed.
TEST(UnixPins, AKeyIsRightHoweverLateTheLoopSeesItsEdges) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              fake.level = true;
              devices::InterruptPin pin("/dev/gpiochip0", 1, fake_calls);
              asyncio::NEC_IR ir(pin, nullptr);
              asyncio::Loop& loop = *asyncio::Loop::running();
              press_a_key(loop.time() - 100'000, 0, 68);
              say((co_await ir.next())->data);
              const asyncio::Time start = loop.time();
              press_a_key(start, 0, 1);
              co_await asyncio::sleep_ms(1);
              press_a_key(start, 1, 68);
              while (loop.time() < start + 100'000) continue;  // busy
              say((co_await ir.next())->data);
            }),
            "7 7 ok");
}

TEST(UnixPins, AShortPressThatTheLoopSeesLateIsNoLongOne) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              fake.level = true;
              devices::InterruptPin pin("/dev/gpiochip0", 1, fake_calls);
              asyncio::EButton button(pin, {.debounce_ms = 5, .long_press_ms = 30});
              asyncio::Loop& loop = *asyncio::Loop::running();
              const asyncio::Time start = loop.time();
              fake.level = false;
              edge(start * 1'000, false);
              co_await button.press.wait();
              fake.level = true;
              edge((start + 20'000) * 1'000, true);
              while (loop.time() < start + 40'000) continue;  // busy
              co_await button.release.wait();
              say(button.long_press.is_set());
            }),
            "0 ok");
}

TEST(UnixPins, NeedALoopWithDescriptors) {
  fake = Kernel{};
  {
    devices::InterruptPin pin("/dev/gpiochip0", 1, fake_calls);
    EXPECT_EQ(pin.irq(Edge::both, [](void*) {}, nullptr), Error::os(ENOSYS));
  }
  ::close(fake.writer);
}

static_assert(asyncio::machine::OutputPin<devices::OutputPin>);
static_assert(asyncio::machine::OpenDrainPin<devices::OpenDrainPin>);
static_assert(asyncio::machine::QueuedPin<devices::InterruptPin>);
static_assert(asyncio::machine::I2CController<devices::I2CController>);

struct LinuxBus {
  asyncio::Context thread{"i2c"};
  devices::I2CController controller{thread, "/dev/i2c-1", fake_calls};
  asyncio::I2C i2c{controller};
  asyncio::OwnedTask<> runner = asyncio::create_task(controller.run());
};

TEST(UnixI2C, CarriesTransactionsOutInAThread) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              LinuxBus bus;
              std::uint8_t bytes[2] = {};
              co_await bus.i2c.readfrom_mem_into(0x50, 1, bytes);
              say(int{bytes[0]}, int{bytes[1]});
              const std::uint8_t values[] = {77};
              co_await bus.i2c.writeto_mem(0x50, 2, values);
              co_await bus.i2c.readfrom_mem_into(0x50, 2, bytes);
              say(int{bytes[0]}, int{bytes[1]});
              say(co_await code_of(bus.i2c.writeto(0x51, values)) == ENODEV);
            }),
            "11 12 77 13 1 ok");
}

TEST(UnixI2C, ThatIsNotThereSaysSo) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              fake.refusal = ENOENT;
              LinuxBus bus;
              std::uint8_t bytes[1] = {};
              say(bus.controller.error().code == ENOENT);
              say(co_await code_of(bus.i2c.readfrom_into(0x50, bytes)) == ENODEV);
            }),
            "1 1 ok");
}

// The kernel goes on; what it reads then goes to nobody.
TEST(UnixI2C, ACancelledReadWritesNothingAndTheNextOneIsServed) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              LinuxBus bus;
              std::uint8_t dropped[4] = {};
              auto reader = asyncio::create_task([](auto& i2c, auto& into) -> Coro<> {
                co_await i2c.readfrom_mem_into(0x50, 0, into);
              }(bus.i2c, dropped));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              co_await asyncio::cancel_and_wait(reader);
              std::uint8_t bytes[1] = {};
              co_await bus.i2c.readfrom_mem_into(0x50, 3, bytes);
              say(int{bytes[0]}, reader.cancelled() ? int{dropped[0]} : 0);
            }),
            "13 0 ok");
}

/// Once a call has begun, and returns when `may_return` says so.
Coro<> until_under_way() {
  while (calls_under_way == 0) co_await asyncio::sleep_ms(0);
}
void let_go() {
  blocks = false;
  may_return.release();
}

// The bus of an aborted transaction goes, and the next one begins while the thread is at work.
TEST(UnixI2C, TheNextBusGetsItsOwnBytesWhileTheThreadStillReadsForOneThatHasGone) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              asyncio::Context thread("i2c");
              devices::I2CController controller(thread, "/dev/i2c-1", fake_calls);
              const asyncio::OwnedTask<> runner = asyncio::create_task(controller.run());
              std::optional<asyncio::I2C> first(std::in_place, controller);
              std::uint8_t dropped[4] = {};
              blocks = true;
              auto reader = asyncio::create_task(first->readfrom_mem_into(0x50, 0, dropped));
              co_await until_under_way();
              testing::internal::CaptureStderr();
              first.reset();
              (void)testing::internal::GetCapturedStderr();
              asyncio::I2C second(controller);
              std::uint8_t bytes[2] = {};
              auto next = asyncio::create_task(second.readfrom_mem_into(0x50, 2, bytes));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              let_go();
              co_await next;
              say(int{bytes[0]}, int{bytes[1]}, reader.cancelled(), int{dropped[0]});
            }),
            "12 13 1 0 ok");
}

TEST(UnixI2C, ATransactionThatIsAbortedBeforeItsTurnIsNotSent) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              LinuxBus bus;
              co_await asyncio::sleep_ms(0);
              const std::uint8_t values[] = {77};
              asyncio::OwnedTask<> writer =
                  asyncio::create_task(bus.i2c.writeto_mem(0x50, 0, values));
              auto ender = asyncio::create_task([](auto& owner) -> Coro<> {
                owner = {};  // after it has begun, and before `run` knows
                co_return;
              }(writer));
              co_await ender;
              std::uint8_t bytes[1] = {};
              co_await bus.i2c.readfrom_mem_into(0x50, 0, bytes);
              say(int{bytes[0]});
            }),
            "10 ok");
}

static_assert(asyncio::machine::SPIController<devices::SPIController>);
static_assert(asyncio::machine::OutputPin<devices::KernelChipSelect>);

struct LinuxSpi {
  asyncio::Context thread{"spi"};
  devices::SPIController controller{
      thread, "/dev/spidev0.0", {.baudrate = 500'000, .polarity = true, .phase = true}, fake_calls};
  asyncio::SPI spi{controller};
  devices::KernelChipSelect chip_select;
  asyncio::SPIDevice device{chip_select};
  asyncio::OwnedTask<> runner = asyncio::create_task(controller.run());
};

TEST(UnixSpi, CarriesTransactionsOutInAThread) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              LinuxSpi bus;
              const std::uint8_t out[] = {10, 20, 30};
              std::uint8_t in[3] = {};
              co_await bus.spi.write_readinto(bus.device, out, in);
              say(int{in[0]}, int{in[1]}, int{in[2]});
              co_await bus.spi.write_then_readinto(bus.device, out, std::span(in).first(2), 7);
              say(int{in[0]}, int{in[1]}, int{in[2]});
              co_await bus.spi.write(bus.device, {});
              say(fake.spi_mode == SPI_MODE_3, fake.spi_speed);
            }),
            "11 21 31 8 8 31 1 500000 ok");
}

TEST(UnixSpi, SaysWhatTheKernelDoes) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              {
                LinuxSpi bus;
                static const std::uint8_t much[4'097] = {};
                say(co_await code_of(bus.spi.write(bus.device, much)) == EMSGSIZE);
              }
              fake.refusal = EACCES;
              LinuxSpi bus;
              const std::uint8_t out[] = {1};
              say(bus.controller.error() == Error::os(EACCES));
              say(co_await code_of(bus.spi.write(bus.device, out)) == EACCES);
            }),
            "1 1 1 ok");
}

// The buffer is free at once for whoever has it; the bus when the kernel has returned.
TEST(UnixSpi, ACancelledReadWritesNothingAndTheNextOneIsServed) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              LinuxSpi bus;
              std::uint8_t dropped[4] = {};
              blocks = true;
              auto reader = asyncio::create_task(bus.spi.readinto(bus.device, dropped));
              co_await until_under_way();
              co_await asyncio::cancel_and_wait(reader);
              std::uint8_t bytes[1] = {};
              auto next = asyncio::create_task(bus.spi.readinto(bus.device, bytes, 41));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              say(next.done(), calls_under_way.load());
              let_go();
              co_await next;
              say(int{bytes[0]}, reader.cancelled(), int{dropped[0]});
            }),
            "0 1 42 1 0 ok");
}

TEST(UnixSpi, TheEndOfRunIsToldToWhoWaits) {
  EXPECT_EQ(on_linux([]() -> Coro<> {
              LinuxSpi bus;
              const std::uint8_t out[] = {1};
              blocks = true;
              auto writer = asyncio::create_task(bus.spi.write(bus.device, out));
              co_await until_under_way();
              let_go();
              bus.runner = {};
              say(co_await code_of(writer) == ETIMEDOUT);
            }),
            "1 ok");
}

}  // namespace
