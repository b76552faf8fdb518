// Interrupts of pins: GPIOTE on silicon, TIMER1 that samples in QEMU.
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/pin_irq.hpp"
#include "ports/nrf/chip.hpp"
#include "ports/nrf/gpio.hpp"
#include "ports/nrf/pin.hpp"

namespace uasyncio::nrf {
namespace {

using cortex_m::register_at;
using machine::Edge;

struct Channel {
  cortex_m::PinIrq irq;
  std::uint8_t pin = 0;
  Edge edges = Edge::none;
  bool level = true;  // as last sampled
};
constinit Channel channels[most_interrupt_pins];

// Chapter 15 "GPIO tasks and events": four channels.
namespace gpiote {
constexpr std::uintptr_t happened = 0x4000'6100;  // one register per channel
constexpr std::uintptr_t enable_interrupts = 0x4000'6304;
constexpr std::uintptr_t disable_interrupts = 0x4000'6308;
constexpr std::uintptr_t configuration = 0x4000'6510;  // one register per channel
constexpr std::uint32_t event_mode = 1;

std::uint32_t configuration_for(std::uint8_t pin, Edge edges) noexcept {
  return event_mode | pin * 0x100u | static_cast<std::uint32_t>(edges) << 16;
}

// QEMU 7.2 has nothing at GPIOTE's address: what is written there reads back as 0.
bool configure(unsigned channel, std::uint8_t pin, Edge edges) noexcept {
  const std::uintptr_t address = configuration + 4 * channel;
  register_at(disable_interrupts) = 1u << channel;
  register_at(address) = configuration_for(pin, edges);
  if (register_at(address) == 0) return false;
  register_at(happened + 4 * channel) = 0;
  if (edges != Edge::none) register_at(enable_interrupts) = 1u << channel;
  cortex_m::enable_irq(irq::gpiote);
  return true;
}
}  // namespace gpiote

// Chapter 18 "Timer/counter": TIMER1, 16 bits at 1 MHz, starts again at each comparison.
namespace sampler {
constexpr std::uintptr_t base = 0x4000'9000;
constexpr std::uint32_t period_microseconds = 10'000;

void run(bool is_wanted) noexcept {
  constexpr std::uint32_t interrupt_0 = 1u << 16;
  constexpr std::uint32_t clear_at_0 = 1u << 0;
  register_at(base + 0x004) = 1;            // stop
  register_at(base + 0x00C) = 1;            // clear
  register_at(base + 0x200) = clear_at_0;   // shortcuts
  register_at(base + 0x304) = interrupt_0;  // enable
  register_at(base + 0x508) = 0;            // 16 bits
  register_at(base + 0x510) = 4;            // 16 MHz / 2^4
  register_at(base + 0x540) = period_microseconds;
  if (is_wanted) register_at(base + 0x000) = 1;  // start
  cortex_m::enable_irq(irq::timer1);
}

void acknowledge() noexcept { register_at(base + 0x140) = 0; }
}  // namespace sampler

bool any_is_used() noexcept {
  for (const Channel& channel : channels) {
    if (channel.edges != Edge::none) return true;
  }
  return false;
}

void sample(Channel& channel) {
  if (channel.edges == Edge::none) return;
  const bool level = gpio::level(channel.pin);
  if (level == channel.level) return;
  channel.level = level;
  if (includes(channel.edges, level ? Edge::rising : Edge::falling)) channel.irq.call();
}

// The pin's own channel, or a free one; with all of them taken, the last.
unsigned channel_for(std::uint8_t pin) noexcept {
  unsigned found = most_interrupt_pins - 1;
  for (unsigned index = most_interrupt_pins; index-- > 0;) {
    const bool is_used = channels[index].edges != Edge::none;
    if (is_used && channels[index].pin == pin) return index;
    if (!is_used) found = index;
  }
  return found;
}

}  // namespace

void InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  gpio::use_as_input(number_);
  const unsigned index = channel_for(number_);
  Channel& channel = channels[index];
  cortex_m::InterruptMask masked;
  channel.irq.set(handler, argument);
  channel.pin = number_;
  channel.edges = edges;
  channel.level = gpio::level(number_);
  if (!gpiote::configure(index, number_, edges)) sampler::run(any_is_used());
}

}  // namespace uasyncio::nrf

extern "C" void gpiote_handler() {
  using namespace uasyncio;
  for (unsigned index = 0; index < nrf::most_interrupt_pins; ++index) {
    auto& happened = cortex_m::register_at(nrf::gpiote::happened + 4 * index);
    if (happened == 0) continue;
    happened = 0;
    nrf::channels[index].irq.call();
  }
}

extern "C" void timer1_handler() {
  uasyncio::nrf::sampler::acknowledge();
  for (auto& channel : uasyncio::nrf::channels) uasyncio::nrf::sample(channel);
}
