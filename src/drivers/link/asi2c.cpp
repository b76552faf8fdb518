// SPDX-License-Identifier: MIT
// The two ends of an I2C link differ in what a transfer is: the Initiator prepares the target that
// its chip has, the Responder awaits its turn on a bus that others may use.
#include "uasyncio/drivers/link/asi2c.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

#include <cerrno>

namespace uasyncio {

Coro<> InitiatorEnd::run() {
  if (!is_stopped()) co_await fail(Error::runtime("run() runs already"));
  const Runs runs(*this);
  const Error error = start();
  if (error) co_await fail(error);
  Event never_set("asi2c.run");
  co_await never_set.wait();
}

void InitiatorEnd::begin_transfer(bool sends, std::span<std::uint8_t> bytes) noexcept {
  size_ = bytes.size();
  if (sends) {
    functions_.send(target_, bytes, this);
  } else {
    functions_.receive(target_, bytes, this);
  }
}

void InitiatorEnd::on_done(void* end, std::size_t count) noexcept {
  auto& self = *static_cast<InitiatorEnd*>(end);
  self.end_transfer(count == self.size_ ? Error::none : Error::os(EIO));
}

/// An address that nobody acknowledges is tried again, as long as the transfer is wanted: the peer
/// may be slower than its line.
Coro<> ResponderEnd::run() {
  if (!is_stopped()) co_await fail(Error::runtime("run() runs already"));
  const Runs runs(*this);
  const Error error = start();
  if (error) co_await fail(error);
  for (;;) {
    co_await wanted_.wait();
    const std::uint8_t serial = serial_;
    const Error end = co_await i2c_.transact(request_);
    if (end == Error::os(ENODEV)) {
      co_await sleep_ms(1);
      if (serial == serial_) continue;
    }
    if (serial != serial_) continue;
    wanted_.clear();
    end_transfer(end);
  }
}

void ResponderEnd::begin_transfer(bool sends, std::span<std::uint8_t> bytes) noexcept {
  ++serial_;
  request_ = {.address = addr};
  if (sends) {
    request_.out = bytes.data();
    request_.out_size = static_cast<std::uint16_t>(bytes.size());
  } else {
    request_.in = bytes.data();
    request_.in_size = static_cast<std::uint16_t>(bytes.size());
  }
  wanted_.set();
}

}  // namespace uasyncio
