// SPDX-License-Identifier: MIT
// Asi2cChannel: what both ends of an I2C link are. See asi2c.hpp.
#pragma once

#include "uasyncio/drivers/link/asi2c_script.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/stream/device.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio {

/// The same on both boards, but for the last two, which are the Initiator's.
struct Asi2cOptions {
  std::uint32_t t_poll_ms = 100;     // from one exchange to the next; at most timeout_ms
  std::uint32_t timeout_ms = 1'000;  // of a peer that does not answer
  bool original = false;             // the wire format of the original, without any check
  bool reset_level = false;          // of the reset pin, while it resets
  std::uint32_t reset_ms = 200;
};

/// What both ends are: a device for a StreamReader and a StreamWriter. What is written goes out as
/// one block, as far as it has room; the next block waits until the peer has read it. For the tasks
/// of one loop.
class Asi2cChannel : public Device {
 public:
  /// Suspends until there is a link; at once if there is one. Any number of tasks may. Cancelling
  /// leaves no trace. Never fails.
  [[nodiscard("co_await it: without that nobody waits")]]
  Event::Wait ready() noexcept {
    return ready_.wait();
  }

  /// Whether there is a link.
  bool running() const noexcept { return ready_.is_set(); }
  /// Why the link was lost last: OSError ETIMEDOUT, the peer did not answer; EIO, a header was
  /// damaged, or the bus failed, or as the bus says; EMSGSIZE, a block that has no room here;
  /// EPROTO, the two are out of step, as after a reboot of the peer; ECONNABORTED, `run` was
  /// cancelled. None before.
  const Error& error() const noexcept { return error_; }
  /// How often it was lost, which the original calls nboots; stays at its limit.
  std::uint16_t losses() const noexcept { return losses_; }
  /// Blocks that came damaged, and were sent again.
  std::uint16_t damaged() const noexcept { return script_.damaged(); }

  /// See Device. A loss of the link fails one read, after what had come before it and before
  /// anything else comes; and if something was written on it also one write, unless the link is
  /// back and a read has told it.
  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  /// A writer has gone, and its stream with it. If that is because the link was lost, nothing is
  /// left of it: who reads and writes next begins with the next link.
  void close() noexcept override;

 protected:
  /// Its pins, and what they can do, whatever their types.
  struct Lines {
    void* own;
    void* peer;
    void* reset;  // null: there is none
    void (*write)(void* own, bool level) noexcept;
    bool (*read)(void* peer) noexcept;
    Error (*listen)(void* peer, Asi2cChannel* channel) noexcept;  // null: not any more
    void (*write_reset)(void* reset, bool level) noexcept;
  };
  template <class Own, class Peer, class Reset>
  static Lines lines_of(Own& own, Peer& peer, Reset* reset) noexcept {
    return {&own,
            &peer,
            reset,
            [](void* pin, bool level) noexcept { static_cast<Own*>(pin)->value(level); },
            [](void* pin) noexcept { return static_cast<Peer*>(pin)->value(); },
            [](void* pin, Asi2cChannel* channel) noexcept {
              return listen_to(*static_cast<Peer*>(pin), channel);
            },
            [](void* pin, bool level) noexcept { static_cast<Reset*>(pin)->value(level); }};
  }
  template <machine::InterruptPin Peer>
  static Error listen_to(Peer& peer, Asi2cChannel* channel) noexcept {
    if (channel != nullptr) return peer.irq(machine::Edge::both, &on_edge, channel);
    peer.irq(nullptr);
    return Error::none;
  }

  /// Lives in the frame of `run`.
  struct Runs {
    explicit Runs(Asi2cChannel& its_channel) noexcept : channel(its_channel) {}
    ~Runs() { channel.stop(); }
    Runs(const Runs&) = delete;
    Runs& operator=(const Runs&) = delete;
    Asi2cChannel& channel;
  };

  Asi2cChannel(bool is_initiator, const Lines& lines, std::span<std::uint8_t> out,
               std::span<std::uint8_t> in, const Asi2cOptions& options) noexcept;
  ~Asi2cChannel() = default;

  bool is_stopped() const noexcept { return stage_ == Stage::stopped; }
  Error start() noexcept;
  static void on_edge(void* argument) noexcept {
    auto& channel = *static_cast<Asi2cChannel*>(argument);
    channel.has_edge_.store(true, std::memory_order_seq_cst);
    channel.alarm_.ring();
  }
  /// The transfer is over. From interrupts and tasks.
  void end_transfer(const Error& error) noexcept;

 private:
  enum class Stage : std::uint8_t { stopped, resetting, raised, meeting, resting, exchanging };
  static constexpr std::uint8_t pending = 0xFF;  // a `status_`

  struct Bell : Alarm {
    explicit Bell(Asi2cChannel& its_channel) noexcept : Alarm(&on_alarm), channel(its_channel) {}
    using Alarm::ring;
    using Alarm::ring_at;
    Asi2cChannel& channel;
  };
  /// Starts a transfer, which ends with `end_transfer`.
  virtual void begin_transfer(bool sends, std::span<std::uint8_t> bytes) noexcept = 0;
  /// Ends one before its time.
  virtual void abort_transfer() noexcept = 0;

  static void on_alarm(Alarm& alarm, Alarm::Cause cause) noexcept;
  void stop() noexcept;
  void enter(Stage stage, std::uint32_t ms) noexcept;
  void reset() noexcept;
  void raise() noexcept;
  void rest() noexcept;
  void look(bool is_due) noexcept;
  void exchange(bool is_due) noexcept;
  bool does(detail::Asi2cScript::Deed deed, Error& error) noexcept;
  void lose(const Error& error) noexcept;
  void drop(const Error& error) noexcept;
  bool peer() const noexcept { return lines_.read(lines_.peer); }
  void own(bool level) noexcept { lines_.write(lines_.own, level); }

  Lines lines_;
  detail::Asi2cScript script_;
  Asi2cOptions options_;
  Event ready_{"asi2c.ready"};
  Bell alarm_{*this};
  Error error_;
  std::uint16_t losses_ = 0;
  Stage stage_ = Stage::stopped;
  bool is_initiator_;
  bool fails_write_ = false;
  bool has_written_ = false;   // on this link
  bool is_under_way_ = false;  // a transfer
  detail::Atomic<std::uint8_t> status_{pending};
  detail::Atomic<bool> has_edge_{false};  // of the peer's line, since the own one changed
};

}  // namespace uasyncio
