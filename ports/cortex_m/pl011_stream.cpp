// SPDX-License-Identifier: MIT
// UARTs of the kind PL011 as streams. A write pends the interrupt by software, so that the first
// byte goes out by the same code as all others.
#include "ports/cortex_m/pl011_stream.hpp"

namespace uasyncio::cortex_m {

Pl011Device::Pl011Device(Pl011Line* line, const machine::UartConfig& config,
                         std::span<std::byte> incoming, std::uint32_t* marks,
                         std::span<std::byte> outgoing) noexcept
    : UartStream(incoming, marks, outgoing), line_(line) {
  (void)init(config);  // what is refused shows at each use
}

Error Pl011Device::init(const machine::UartConfig& config) noexcept {
  const std::uint32_t divisor =
      line_ == nullptr ? 0 : Pl011::divisor_64ths(line_->clock_hz(), config.baudrate);
  if (!Pl011::can(config, divisor)) return Error::value("this UART cannot be set up so");
  line_->prepare();
  line_->registers.set_up(config, divisor);
  line_->device = this;
  is_running_ = true;
  line_->registers.interrupt_for(true, false);
  enable_irq(line_->irq);
  if (!has_sent_all()) start_sending();
  return Error::none;
}

bool Pl011Device::txdone() const noexcept {
  return !is_running_ || (has_sent_all() && !line_->registers.is_busy());
}

void Pl011Device::close() noexcept {
  if (!is_running_) return;
  is_running_ = false;
  line_->registers.interrupt_for(false, false);
  line_->device = nullptr;
}

void Pl011Device::start_sending() noexcept { pend_irq(line_->irq); }

void Pl011Device::serve_line(Pl011Line& line) noexcept {
  if (line.device == nullptr) return;
  line.registers.acknowledge();
  line.device->serve(line.registers);
}

}  // namespace uasyncio::cortex_m
