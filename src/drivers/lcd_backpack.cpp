// SPDX-License-Identifier: MIT
// A text display behind an I2C expander. A transfer of the bus takes longer than the display needs
// for a byte, so most waits are not waited. What is not acknowledged begins again from the set-up:
// a display that was unplugged has forgotten all.
#include "uasyncio/drivers/lcd_backpack.hpp"

#include "uasyncio/core/sleep.hpp"

namespace uasyncio {
namespace {

using Kind = LcdOutput::Kind;

constexpr std::uint32_t retry_us = 1'000'000;
constexpr std::uint32_t transfer_us = 60;  // the address of the next transaction takes longer

constexpr unsigned data_bit = 0x01;
constexpr unsigned enable_bit = 0x04;
constexpr unsigned light_bit = 0x08;

}  // namespace

/// One place to wait and one to send, so that the frame has room for one of each.
Coro<> LcdBackpack::run(LcdBase& lcd) {
  LcdBase::Run run(lcd);
  std::uint32_t wait_us = LcdScript::power_on_us;
  std::uint8_t bytes[most_bytes];
  while (run.goes_on()) {
    if (wait_us > transfer_us) co_await sleep_us(wait_us);
    if (!run.goes_on()) break;
    const LcdOutput output = run.next();
    wait_us = output.wait_us;
    machine::I2CRequest request{.out = bytes, .address = address_};
    request.out_size = encode(output, bytes);
    if (request.out_size != 0) {
      const Error error = co_await i2c_.transact(request);
      if (!run.goes_on()) break;
      run.sent(error);
      if (error) wait_us = retry_us;
    } else if (wait_us == 0) {
      co_await run.all_shown().wait();
    }
  }
}

/// How many bytes.
std::uint8_t LcdBackpack::encode(const LcdOutput& output, std::uint8_t* bytes) const noexcept {
  if (output.kind == Kind::nothing) return 0;
  const bool is_data = output.kind == Kind::data;
  std::uint8_t size = 0;
  if (output.kind != Kind::nibble) size = add_nibble(bytes, is_data, output.value / 16u);
  return static_cast<std::uint8_t>(size + add_nibble(bytes + size, is_data, output.value % 16u));
}

/// Once with E high and once with E low: the display takes it when E falls.
std::uint8_t LcdBackpack::add_nibble(std::uint8_t* bytes, bool is_data,
                                     unsigned nibble) const noexcept {
  const unsigned low = nibble << 4 | (is_data ? data_bit : 0) | (has_light_on_ ? light_bit : 0);
  bytes[0] = static_cast<std::uint8_t>(low | enable_bit);
  bytes[1] = static_cast<std::uint8_t>(low);
  return 2;
}

}  // namespace uasyncio
