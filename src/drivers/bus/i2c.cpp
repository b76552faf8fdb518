// SPDX-License-Identifier: MIT
// The queue of an I2C bus, its time limits and its recovery. All of it runs in the alarm of the
// bus, so no task is needed; the controller's interrupt only leaves a status and rings. A transfer
// that was cut off may leave a device in the middle of a byte, holding SDA: clocks bring it to the
// end, before anybody else uses the bus.
#include "uasyncio/drivers/bus/i2c.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/machine/delay.hpp"

namespace uasyncio {
namespace {

using machine::Abort;
using machine::I2CLevels;
using machine::I2CRequest;
using machine::I2CStatus;

constexpr Duration byte_time = from_milliseconds(1);  // so much more time for each byte
constexpr Duration retry_after = from_milliseconds(1);
constexpr std::uint8_t most_recovery_waits = 50;  // of 1 ms; SMBus lets a device stretch for 35
constexpr std::uint8_t most_clocks = 9;
constexpr std::uint32_t half_clock_us = 5;
constexpr std::size_t most_bytes = 0xFFFF;
constexpr std::uint8_t most_prefix = 4;
constexpr std::uint8_t highest_address = 0x7F;
constexpr std::uint8_t no_address = 0xFF;  // refused when it is awaited
constexpr std::uint8_t first_address = 8;  // those below and behind have special meanings
constexpr std::uint8_t last_address = 119;

void set_out(I2CRequest& request, std::span<const std::uint8_t> bytes) noexcept {
  request.out = bytes.data();
  request.out_size = static_cast<std::uint16_t>(bytes.size());
  if (bytes.size() > most_bytes) request.address = no_address;
}

void set_in(I2CRequest& request, std::span<std::uint8_t> buffer) noexcept {
  request.in = buffer.data();
  request.in_size = static_cast<std::uint16_t>(buffer.size());
  if (buffer.size() > most_bytes) request.address = no_address;
}

I2CRequest memory_request(std::uint8_t address, std::uint32_t memaddr, unsigned addrsize) noexcept {
  I2CRequest request{.prefix = memaddr,
                     .prefix_size = static_cast<std::uint8_t>(addrsize / 8),
                     .address = address};
  if (addrsize % 8 != 0 || addrsize > 32) request.address = no_address;
  return request;
}

Error error_of(I2CStatus status) noexcept {
  return status == I2CStatus::ok ? Error() : Error(ErrorKind::os, static_cast<int>(status));
}

}  // namespace

I2C::Transfer I2C::writeto(std::uint8_t address, std::span<const std::uint8_t> bytes) noexcept {
  return writeto_then_readfrom(address, bytes, {});
}

I2C::Transfer I2C::readfrom_into(std::uint8_t address, std::span<std::uint8_t> buffer) noexcept {
  return writeto_then_readfrom(address, {}, buffer);
}

I2C::Transfer I2C::writeto_then_readfrom(std::uint8_t address, std::span<const std::uint8_t> bytes,
                                         std::span<std::uint8_t> buffer) noexcept {
  I2CRequest request{.address = address};
  set_out(request, bytes);
  set_in(request, buffer);
  return Transfer(*this, request);
}

I2C::Transfer I2C::readfrom_mem_into(std::uint8_t address, std::uint32_t memaddr,
                                     std::span<std::uint8_t> buffer, unsigned addrsize) noexcept {
  I2CRequest request = memory_request(address, memaddr, addrsize);
  set_in(request, buffer);
  return Transfer(*this, request);
}

I2C::Transfer I2C::writeto_mem(std::uint8_t address, std::uint32_t memaddr,
                               std::span<const std::uint8_t> bytes, unsigned addrsize) noexcept {
  I2CRequest request = memory_request(address, memaddr, addrsize);
  set_out(request, bytes);
  return Transfer(*this, request);
}

Coro<I2CAddresses> I2C::scan() {
  I2CAddresses found;
  I2CRequest request;
  for (std::uint8_t address = first_address; address <= last_address; ++address) {
    request.address = address;
    const Error error = co_await transact(request);
    if (!error) {
      found.add(address);
    } else if (error.code != static_cast<int>(I2CStatus::no_device)) {
      co_await fail(error);
    }
  }
  co_return found;
}

I2C::~I2C() {
  const bool is_at_work = stage_ == Stage::busy || stage_ == Stage::aborting;
  if (is_at_work && functions_.abort(controller_) == Abort::later) {
    (void)functions_.abort(controller_);
  }
  waiting_.forsake(current_, "I2C");
}

void I2C::add(Transaction& transaction) noexcept {
  const I2CRequest& request = transaction.request_;
  if (request.address > highest_address ||
      (request.prefix_size > most_prefix && request.prefix_size != recovery)) {
    transaction.complete(Error::value);
    return;
  }
  waiting_.add(transaction);
  if (stage_ == Stage::idle) {
    start_next();
  } else {
    ring();  // what it waits for may have been meant for a loop that has gone
  }
}

void I2C::give_up(Transaction& transaction) noexcept {
  if (&transaction != current_) return waiting_.remove(transaction);
  current_ = nullptr;
  if (stage_ == Stage::busy) abort();
  if (stage_ == Stage::busy || stage_ == Stage::pausing) start_next();
}

/// The controller works for nobody any more, soon or now. In stage `busy`.
void I2C::abort() noexcept {
  needs_recovery_ = has_lines();
  if (functions_.abort(controller_) == Abort::later) {
    stage_ = Stage::aborting;
    ring_at(never);
  } else {
    status_.store(pending, std::memory_order_relaxed);
  }
}

void I2C::start_next() noexcept {
  current_ = static_cast<Transaction*>(waiting_.take());
  if (current_ != nullptr && current_->request_.prefix_size == recovery) {
    needs_recovery_ = has_lines();
  }
  if (needs_recovery_) {
    stage_ = Stage::recovering;
    clocks_ = waits_ = 0;
    drive(true, true);
    ring_at(Alarm::now());
  } else if (current_ == nullptr) {
    stage_ = Stage::idle;
    ring_at(never);
  } else {
    start_current();
  }
}

void I2C::start_current() noexcept {
  const I2CRequest& request = current_->request_;
  if (request.prefix_size == recovery) {
    finish_current(I2CStatus::ok);
    start_next();
    return;
  }
  const std::uint64_t bytes = std::uint64_t{request.out_size} + request.in_size;
  give_up_at_ = Alarm::now() + (from_milliseconds(timeout_ms_) + byte_time * bytes);
  begin_current();
}

void I2C::begin_current() noexcept {
  stage_ = Stage::busy;
  load(current_->request_);
  ring_at(give_up_at_);
  functions_.begin(controller_, *this);
}

void I2C::on_done(machine::I2CTransfer& transfer, I2CStatus status) noexcept {
  auto& self = static_cast<I2C&>(transfer);
  self.status_.store(static_cast<std::uint8_t>(status), std::memory_order_seq_cst);
  self.ring();
}

void I2C::on_alarm(Alarm& alarm, Cause cause) noexcept {
  auto& self = static_cast<I2C&>(alarm);
  const std::uint8_t status = self.status_.load(std::memory_order_seq_cst);
  switch (self.stage_) {
    case Stage::idle: break;
    case Stage::busy:
      if (status != pending) {
        self.status_.store(pending, std::memory_order_relaxed);
        self.end_current(static_cast<I2CStatus>(status));
      } else if (cause == Cause::due) {
        self.abort();
        self.end_current(I2CStatus::timed_out);
      }
      break;
    case Stage::pausing:
      if (cause == Cause::due || self.deadline() == never) self.begin_current();
      break;
    case Stage::aborting:
      if (status == pending) break;
      self.status_.store(pending, std::memory_order_relaxed);
      self.start_next();
      break;
    case Stage::recovering: self.recover_step(); break;
  }
}

void I2C::end_current(I2CStatus status) noexcept {
  if (status == I2CStatus::busy) {
    const Instant retry_at = Alarm::now() + retry_after;
    if (retry_at < give_up_at_) {
      stage_ = Stage::pausing;
      ring_at(retry_at);
      return;
    }
  }
  if (status == I2CStatus::busy || status == I2CStatus::timed_out) needs_recovery_ = has_lines();
  finish_current(status);
  if (stage_ != Stage::aborting) start_next();
}

void I2C::finish_current(I2CStatus status) noexcept {
  detail::BusQueue::complete(*std::exchange(current_, nullptr), error_of(status));
}

/// A clock at most in each, so that it takes 20 us.
void I2C::recover_step() noexcept {
  const I2CLevels now = levels();
  if (now.scl && now.sda && send_stop()) return end_recovery(I2CStatus::ok);
  if (now.scl && !now.sda) {
    if (clocks_ == most_clocks) return end_recovery(I2CStatus::busy);
    ++clocks_;
    drive(false, true);
    machine::delay_us(half_clock_us);
    drive(true, true);
    machine::delay_us(half_clock_us);
    ring_at(Alarm::now());
  } else {
    if (waits_ == most_recovery_waits) return end_recovery(I2CStatus::timed_out);
    ++waits_;
    ring_at(Alarm::now() + retry_after);
  }
}

/// SDA moves while SCL is low, but for the STOP itself. False if a device has held a line.
bool I2C::send_stop() noexcept {
  drive(false, true);
  machine::delay_us(half_clock_us);
  drive(false, false);
  machine::delay_us(half_clock_us);
  drive(true, false);
  machine::delay_us(half_clock_us);
  const bool has_risen = levels().scl;
  drive(true, true);
  machine::delay_us(half_clock_us);
  return has_risen && levels().scl && levels().sda;
}

void I2C::end_recovery(I2CStatus status) noexcept {
  needs_recovery_ = status != I2CStatus::ok;
  if (current_ != nullptr && !needs_recovery_) return start_current();
  if (current_ != nullptr) finish_current(status);
  if (!waiting_.empty() || !needs_recovery_) return start_next();
  stage_ = Stage::idle;
  ring_at(never);
}

}  // namespace uasyncio
