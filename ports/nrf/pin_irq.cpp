// SPDX-License-Identifier: MIT
// Interrupts of pins: GPIOTE on silicon, TIMER1 that samples in QEMU.
#include "ports/bare_metal/pin_irq.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/nrf/chip.hpp"
#include "ports/nrf/gpio.hpp"
#include "ports/nrf/pin.hpp"

#include <cerrno>

namespace uasyncio::nrf {
namespace {

using cortex_m::register_at;
using machine::Edge;

struct Channel {
  bare_metal::PinIrq irq;
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
  cortex_m::spin(1);  // the change itself may look like an edge
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

// The pin's own channel, or a free one; null with all of them taken by others.
Channel* channel_for(std::uint8_t pin) noexcept {
  Channel* free = nullptr;
  for (Channel& channel : channels) {
    if (channel.edges == Edge::none) {
      free = &channel;
    } else if (channel.pin == pin) {
      return &channel;
    }
  }
  return free;
}

}  // namespace

Error InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  if (!is_pin(number_)) return Error::value("the chip has no such pin");
  cortex_m::InterruptMask masked;
  Channel* const channel = channel_for(number_);
  if (channel == nullptr) return Error::os(EBUSY, "all GPIOTE channels are in use");
  gpio::use_as_input(number_);
  *channel = {{handler, argument}, number_, edges, gpio::level(number_)};
  const auto index = static_cast<unsigned>(channel - channels);
  if (!gpiote::configure(index, number_, edges)) sampler::run(any_is_used());
  return Error::none;
}

}  // namespace uasyncio::nrf

extern "C" void gpiote_handler() {
  using namespace uasyncio;
  for (unsigned index = 0; index < nrf::most_interrupt_pins; ++index) {
    const std::uintptr_t happened = nrf::gpiote::happened + 4 * index;
    if (cortex_m::register_at(happened) == 0) continue;
    cortex_m::register_at(happened) = 0;
    nrf::channels[index].irq.call();
  }
}

extern "C" void timer1_handler() {
  uasyncio::nrf::sampler::acknowledge();
  for (auto& channel : uasyncio::nrf::channels) uasyncio::nrf::sample(channel);
}
