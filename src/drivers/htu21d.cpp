// SPDX-License-Identifier: MIT
// A sensor of temperature and humidity for tasks. What to send and how long to wait comes from the
// script; one loop sends and waits for all steps, because each further `co_await` would take room
// in the frame of its own.
#include "uasyncio/drivers/htu21d.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"

namespace uasyncio {
namespace {

constexpr std::uint32_t retry_ms = 1'000;

}  // namespace

/// One loop for all that is sent and waited for, so that the frame has room for one of each.
Coro<> HTU21D::run() {
  const Reader reader(*this);
  while (reader.reads()) {
    const std::uint32_t wait_ms = pause_ms();
    if (wait_ms != 0) {
      co_await sleep_ms(wait_ms);
    } else {
      const Error error = co_await transaction();
      if (reader.reads()) take(error);
    }
  }
}

/// Between two rounds it gives the pause, and begins the next round.
std::uint32_t HTU21D::pause_ms() noexcept {
  if (!script_.is_over()) return script_.take_pause();
  script_.begin();
  const std::uint32_t pause_ms = error() && read_delay_ms_ > retry_ms ? retry_ms : read_delay_ms_;
  return pause_ms == 0 ? 1 : pause_ms;
}

/// By itself, so that no frame keeps the request beside the transaction.
I2C::Transaction HTU21D::transaction() noexcept {
  machine::I2CRequest request;
  (void)script_.next(request);
  return i2c_.transact(request);
}

Coro<> HTU21D::read() {
  if (reader_ != nullptr) co_await fail(Error::runtime("the sensor is being read"));
  const Reader reader(*this);
  while (reader.reads() && !script_.is_over()) {
    const std::uint32_t wait_ms = script_.take_pause();
    if (wait_ms != 0) {
      co_await sleep_ms(wait_ms);
    } else {
      const Error error = co_await transaction();
      if (reader.reads()) take(error);
    }
  }
  if (!reader.reads()) co_await fail(Error::runtime("the sensor is being read"));
  if (error()) co_await fail(error());
}

void HTU21D::take(const Error& error) noexcept {
  script_.take(error);
  if (!script_.is_over() || script_.error()) return;
  read_at_ = Alarm::now();
  has_read_.set();
  has_read_.clear();
}

std::uint32_t HTU21D::age_ms() const noexcept {
  if (read_at_ == never) return no_age;
  const std::uint64_t age = to_milliseconds(Alarm::now() - read_at_);
  return age < no_age ? static_cast<std::uint32_t>(age) : no_age;
}

}  // namespace uasyncio
