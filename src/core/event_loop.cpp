// SPDX-License-Identifier: MIT
// The loop that a thread has of its own, as in MicroPython, made when it is first asked for. It
// lies in a plain room of bytes: a static object with a destructor would cost each chip program
// the C++ library's registration of destructors.
#include "uasyncio/core/event_loop.hpp"

#include "uasyncio/port/platform.hpp"

#include <new>

namespace uasyncio {
namespace {

/// Room for the loop of a thread, empty at the start. On a chip nothing ever ends the loop: with a
/// destructor, or as a static object of a function, it would bring the C++ library's registration
/// of destructors and its guards along, and those bring exceptions (14 KB of flash).
class LoopRoom {
 public:
  constexpr LoopRoom() noexcept = default;
  LoopRoom(const LoopRoom&) = delete;
  LoopRoom& operator=(const LoopRoom&) = delete;
#if UASYNCIO_HOSTED
  ~LoopRoom() { empty(); }
#endif

  bool has_loop() const noexcept { return has_loop_; }
  /// Of a room that has one.
  Loop& loop() noexcept { return *std::launder(reinterpret_cast<Loop*>(room_)); }
  /// Of a room that has none.
  Loop& make() noexcept {
    Loop* const made = ::new (room_) Loop(platform::default_port());
    has_loop_ = true;
    return *made;
  }
  void empty() noexcept {
    if (!has_loop_) return;
    loop().~Loop();
    has_loop_ = false;
  }

 private:
  alignas(Loop) unsigned char room_[sizeof(Loop)] = {};
  bool has_loop_ = false;
};

constinit UASYNCIO_THREAD_LOCAL LoopRoom room_of_thread;

/// The room of this thread. The port comes first, so that at the end of the thread it goes last;
/// the pool goes later than any object.
LoopRoom& thread_loop() noexcept {
  if constexpr (UASYNCIO_HOSTED != 0) platform::default_port();
  return room_of_thread;
}

}  // namespace

Loop& get_event_loop() {
  if (Loop::running() != nullptr) return *Loop::running();
  LoopRoom& room = thread_loop();
  return room.has_loop() ? room.loop() : room.make();
}

Loop& new_event_loop() {
  kernel::EarlyTasks::discard_all();
  LoopRoom& room = thread_loop();
  room.empty();
  return room.make();
}

bool got_event_loop() noexcept { return Loop::running() != nullptr || thread_loop().has_loop(); }

}  // namespace uasyncio
