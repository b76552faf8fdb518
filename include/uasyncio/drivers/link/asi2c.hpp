// SPDX-License-Identifier: MIT
// Initiator and Responder: a stream between two boards, on an I2C bus and two more wires.
// docs/drivers/asi2c.md shows wiring and use.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/drivers/bus/i2c.hpp"
#include "uasyncio/drivers/link/asi2c_channel.hpp"
#include "uasyncio/machine/i2c_target.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/sync/event.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio {

/// What an Initiator is, whatever its room. From tasks of one loop.
class InitiatorEnd : public Asi2cChannel {
 public:
  /// Keeps the link: meets the peer, exchanges each t_poll_ms, and begins again whenever the link
  /// is lost, with a reset of the peer if there is a pin for that. For a task of its own, which
  /// must not outlive this object: an OwnedTask. Suspends for ever. Fails if the pin of the peer
  /// cannot interrupt, with RuntimeError if it runs already, with MemoryError without room for its
  /// frame. Cancelled, the link is lost, the own line is high, and pin and target are let go.
  [[nodiscard("co_await it: without that there is no link")]]
  Coro<> run();

 protected:
  struct Functions {
    void (*send)(void* target, std::span<const std::uint8_t>, InitiatorEnd*) noexcept;
    void (*receive)(void* target, std::span<std::uint8_t>, InitiatorEnd*) noexcept;
    void (*abort)(void* target) noexcept;
  };
  template <class Target>
  static constexpr Functions make_functions() noexcept {
    return {[](void* target, std::span<const std::uint8_t> bytes, InitiatorEnd* end) noexcept {
              static_cast<Target*>(target)->send(bytes, &on_done, end);
            },
            [](void* target, std::span<std::uint8_t> room, InitiatorEnd* end) noexcept {
              static_cast<Target*>(target)->receive(room, &on_done, end);
            },
            [](void* target) noexcept { static_cast<Target*>(target)->abort(); }};
  }
  template <class Target>
  static constexpr Functions functions_of = make_functions<Target>();

  InitiatorEnd(const Functions& functions, void* target, const Lines& lines,
               std::span<std::uint8_t> out, std::span<std::uint8_t> in,
               const Asi2cOptions& options) noexcept
      : Asi2cChannel(true, lines, out, in, options), functions_(functions), target_(target) {}
  ~InitiatorEnd() = default;

 private:
  static void on_done(void* end, std::size_t count) noexcept;
  void begin_transfer(bool sends, std::span<std::uint8_t> bytes) noexcept override;
  void abort_transfer() noexcept override { functions_.abort(target_); }

  const Functions& functions_;
  void* target_;
  std::size_t size_ = 0;  // of the transfer
};

/// What a Responder is, whatever its room.
class ResponderEnd : public Asi2cChannel {
 public:
  /// The address of the Initiator.
  static constexpr std::uint8_t addr = 0x12;

  /// Keeps the link: meets the peer, answers it, and begins again whenever the link is lost. All
  /// else as `run` of an Initiator.
  [[nodiscard("co_await it: without that there is no link")]]
  Coro<> run();

 protected:
  ResponderEnd(I2C& i2c, const Lines& lines, std::span<std::uint8_t> out,
               std::span<std::uint8_t> in, const Asi2cOptions& options) noexcept
      : Asi2cChannel(false, lines, out, in, options), i2c_(i2c) {}
  ~ResponderEnd() = default;

 private:
  void begin_transfer(bool sends, std::span<std::uint8_t> bytes) noexcept override;
  void abort_transfer() noexcept override { ++serial_; }

  I2C& i2c_;
  Event wanted_{"asi2c.run"};
  machine::I2CRequest request_;
  std::uint8_t serial_ = 0;  // of the transfer that is wanted
};

namespace detail {
template <std::size_t bytes>
class Asi2cRoom {
  static_assert(bytes >= 1 && bytes <= 0x7FFF, "a block of asi2c has 1 to 32767 bytes");

 protected:
  std::uint8_t room_out[bytes + Asi2cScript::check_size];
  std::uint8_t room_in[bytes + Asi2cScript::check_size];
};
struct NoReset {
  void value(bool) noexcept {}
};
}  // namespace detail

/// `Initiator link(target, syn, ack);` The end that begins each exchange; on the bus it is the
/// target. `syn` is its own line, `ack` the peer's; with a `reset` pin it resets a peer that does
/// not answer. Blocks have up to `bytes` bytes. All of them must outlive it; not movable.
template <std::size_t bytes = 200>
class Initiator : detail::Asi2cRoom<bytes>, public InitiatorEnd {
 public:
  template <machine::I2CTarget Target, class Syn, machine::InterruptPin Ack>
  Initiator(Target& target, Syn& syn, Ack& ack, const Asi2cOptions& options = {}) noexcept
      : Initiator(target, syn, ack, static_cast<detail::NoReset*>(nullptr), options) {}
  template <machine::I2CTarget Target, class Syn, machine::InterruptPin Ack, class Reset>
  Initiator(Target& target, Syn& syn, Ack& ack, Reset* reset,
            const Asi2cOptions& options = {}) noexcept
      : InitiatorEnd(functions_of<Target>, &target, lines_of(syn, ack, reset), this->room_out,
                     this->room_in, options) {}
};

/// `Responder link(i2c, ack, syn);` The other end; on the bus it is the controller. `ack` is its
/// own line, `syn` the peer's.
template <std::size_t bytes = 200>
class Responder : detail::Asi2cRoom<bytes>, public ResponderEnd {
 public:
  template <class Ack, machine::InterruptPin Syn>
  Responder(I2C& i2c, Ack& ack, Syn& syn, const Asi2cOptions& options = {}) noexcept
      : ResponderEnd(i2c, lines_of(ack, syn, static_cast<detail::NoReset*>(nullptr)),
                     this->room_out, this->room_in, options) {}
};

}  // namespace uasyncio
