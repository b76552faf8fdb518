// SPDX-License-Identifier: MIT
// Device: what streams read from and write to. A socket, a UART, a pipe, a device of your own, or a
// device around another one (a recorder, a rate limit, TLS).
//
// A device never waits and never calls tasks. It tries, and says when it is worth trying again.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/stream/attempt.hpp"
#include "uasyncio/stream/readiness.hpp"

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace uasyncio {

/// Who uses one direction of a device: a reader, a writer, or a device around it. Told in the loop,
/// between the turns of tasks; what it does then runs no task.
struct Listener {
  enum class News : std::uint8_t {
    ready,   // trying again may help
    closed,  // the device is about to be closed or destroyed: nobody may wait for it, and it must
             // not be touched any more; the listener is forgotten
  };
  using Tell = void (*)(Listener&, News) noexcept;
  explicit constexpr Listener(Tell function) noexcept : tell(function) {}
  Tell tell;
};

/// To write one: derive, and override try_read, try_write or both. They are called by one loop,
/// never by two tasks at a time, and must neither wait nor allocate nor run tasks. A device must
/// outlive its reader and writer, or they fail with OSError (EBADF) from then on. Not movable.
class Device : private kernel::Doorbell {
 public:
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /// Takes what is there: at least one byte and at most `room`, which is not empty; or answers
  /// would_block, end (then ever after), or an error. What came before an end or an error is given
  /// first. An error that stays is given again at each try; one that passes (a byte lost) once.
  /// `moved_all` instead of `moved` saves a reader who wants more the try that would block.
  virtual Attempt try_read(std::span<std::byte> room) noexcept;
  /// Takes some of the bytes, at least one of them if there is any room, or answers would_block or
  /// an error. `bytes` is not empty, and is not referred to afterwards.
  virtual Attempt try_write(std::span<const std::byte> bytes) noexcept;
  /// The same of several pieces, the first of which is not empty: as many bytes of them, in a row,
  /// as there is room for. A device that cannot gather need not override it: then the first piece
  /// is tried.
  virtual Attempt try_write_pieces(std::span<const detail::ConstBytes> pieces) noexcept;
  /// No more will be written: says so to the peer, who can still send (half close). moved(0): said;
  /// would_block: try again when writable, something is still going out; end, the default: this
  /// device has no way to say so.
  virtual Attempt finish_writing() noexcept { return Attempt::end(); }
  /// Gives everything up at once: what the peer has not got is lost. After it nothing is tried any
  /// more. May be called again.
  virtual void close() noexcept {}
  /// A fact about the device as text, "" if there is none of that name: "peername". Written into
  /// `room`, or longer-lived.
  virtual std::string_view extra_info(std::string_view name, std::span<char> room) noexcept;

  /// There may be something to read, or room to write. What was changed before the call is seen by
  /// the try that follows. Spurious calls do no harm; calls that nobody waits for cost a few
  /// instructions. From anywhere: interrupts, threads, the loop and tasks.
  void notify_readable() noexcept { notify(flags_[side_of(Interest::read)]); }
  void notify_writable() noexcept { notify(flags_[side_of(Interest::write)]); }

  // --- For readers, writers and devices around this one -----------------------------------------

  /// Who is told of this direction from now on; null is nobody. In the loop's thread.
  void listen(Interest interest, Listener* listener) noexcept {
    listeners_[side_of(interest)] = listener;
  }
  /// A try; if it would block, or leaves nothing, the listener is told when it is worth trying
  /// again, and no notification in between is lost. In the loop's thread, while the loop runs.
  Attempt read_or_listen(std::span<std::byte> room) noexcept;
  Attempt write_or_listen(std::span<const detail::ConstBytes> pieces) noexcept;
  Attempt finish_or_listen() noexcept;
  /// As if a try had just answered would_block: for calls that are not made here, such as accept.
  /// In the loop's thread, while the loop runs.
  void await_again(Interest interest) noexcept {
    arm(flags_[side_of(interest)]);
    wait_begins(interest);
  }
#if UASYNCIO_HOSTED
  /// Whether a try in this direction is known to block, and the listener will be told when that is
  /// over: so nobody need try. In the loop's thread.
  virtual bool is_known_to_block(Interest /*interest*/) const noexcept { return false; }
#endif
  /// The listener is told in the loop's next look, whatever the device says. In the loop's thread.
  void tell_soon(Interest interest) noexcept;
  /// Tells the listener that it is closed, and forgets it. In the loop's thread.
  void tell_closed(Interest interest) noexcept {
    Listener* const listener = std::exchange(listeners_[side_of(interest)], nullptr);
    if (listener != nullptr) listener->tell(*listener, Listener::News::closed);
  }
  /// Tells the listeners that it is closed, then closes it. In the loop's thread.
  void close_and_tell() noexcept;

 protected:
  constexpr Device() noexcept : kernel::Doorbell(&on_ring) {}
  ~Device();

  /// A try has just answered would_block, or left nothing, and somebody may wait from now on. For
  /// devices that must be asked to look: those that poll, and those around others.
  virtual void wait_begins(Interest /*interest*/) noexcept {}
  /// The same as notify_..., at once. Only from the loop, between the turns of tasks.
  void tell_now(Interest interest) noexcept { tell(side_of(interest)); }
  /// Whether it is the running loop that is told.
  bool is_at_home() const noexcept {
    return home.load(std::memory_order_relaxed) == kernel::Scheduler::running();
  }
  /// Whether somebody waits to be told.
  bool is_awaited(Interest interest) const noexcept {
    return flags_[side_of(interest)].is_armed.load(std::memory_order_relaxed);
  }

 private:
  struct Flags {
    detail::Atomic<bool> is_armed{false};   // a notification is of interest
    detail::Atomic<bool> has_fired{false};  // and has come
  };

  static constexpr unsigned side_of(Interest interest) noexcept {
    return interest == Interest::read ? 0 : 1;
  }
  void tell(unsigned side) const noexcept {
    Listener* const listener = listeners_[side];
    if (listener != nullptr) listener->tell(*listener, Listener::News::ready);
  }
  static void on_ring(kernel::Signal& signal) noexcept;
  void notify(Flags& flags) noexcept;
  void arm(Flags& flags) noexcept;

  Flags flags_[2];  // of each direction; first, in a gap of the base
  Listener* listeners_[2] = {};
};

}  // namespace uasyncio
