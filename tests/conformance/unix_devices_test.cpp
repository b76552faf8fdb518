// SPDX-License-Identifier: MIT
// Pins and buses of a Linux computer, on a kernel of the test: the table of system calls.
#include "ports/unix/i2c.hpp"
#include "ports/unix/pin.hpp"
#include "ports/unix/unix_port.hpp"
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <sys/ioctl.h>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <unistd.h>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::machine::Edge;
namespace devices = asyncio::unix_devices;

namespace {

/// A chip with one line, whose events come through a pipe; and a bus with one device.
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
} fake;

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
int fake_ioctl(int, unsigned long request, void* argument) {
  auto* const values = static_cast<gpio_v2_line_values*>(argument);
  switch (request) {
    case GPIO_V2_GET_LINE_IOCTL: return reserve(*static_cast<gpio_v2_line_request*>(argument));
    case GPIO_V2_LINE_SET_CONFIG_IOCTL:
      fake.flags = static_cast<gpio_v2_line_config*>(argument)->flags;
      return 0;
    case GPIO_V2_LINE_GET_VALUES_IOCTL: return values->bits = fake.level, 0;
    case GPIO_V2_LINE_SET_VALUES_IOCTL: return fake.level = (values->bits & 1) != 0, 0;
    case I2C_RDWR: return transfer(*static_cast<i2c_rdwr_ioctl_data*>(argument));
    default: return errno = ENOTTY, -1;
  }
}
const devices::SystemCalls fake_calls{fake_open, fake_ioctl, devices::system_calls.set_nonblocking,
                                      devices::system_calls.read, fake_close};

/// An edge at this time; `number` of the line, or the next one.
void edge(std::uint64_t timestamp_ns) {
  gpio_v2_line_event event{};
  event.timestamp_ns = timestamp_ns;
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
static_assert(asyncio::machine::TimedPin<devices::InterruptPin>);
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

}  // namespace
