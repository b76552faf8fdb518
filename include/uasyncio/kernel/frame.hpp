// SPDX-License-Identifier: MIT
// What the scheduler knows of a task's body: an object whose first words are its resume and destroy
// functions, and a link to who awaits it. A C++ coroutine frame is such an object already (Itanium
// C++ ABI for coroutines, followed by GCC and Clang); another language's coroutine can be one too.
#pragma once

#include <cstdint>

namespace uasyncio::kernel {

struct Frame;
struct TaskHeader;
struct CatchPoint;

/// Who continues when a frame ends: nobody (it is the outermost of its task), the frame that awaits
/// it, or a catch point. The two low bits of the aligned address tell which, and whether the frame
/// has produced its value. For the makers of frames and the scheduler, in the thread of the task.
class ParentLink {
 public:
  constexpr ParentLink() noexcept = default;
  explicit ParentLink(Frame* frame) noexcept : bits_(reinterpret_cast<std::uintptr_t>(frame)) {}
  explicit ParentLink(CatchPoint* point) noexcept
      : bits_(reinterpret_cast<std::uintptr_t>(point) | catch_tag) {}

  bool is_outermost() const noexcept { return (bits_ & ~value_tag) == 0; }
  CatchPoint* catch_point() const noexcept {
    return (bits_ & catch_tag) ? known_catch_point() : nullptr;
  }
  /// The same where there is one.
  CatchPoint* known_catch_point() const noexcept {
    return reinterpret_cast<CatchPoint*>(bits_ & ~tags);
  }
  Frame* frame() const noexcept { return reinterpret_cast<Frame*>(bits_ & ~tags); }

  /// Two questions about a frame that has ended, in one comparison. Most frames give a value if
  /// they should, and have no catch point to be asked: then the bits are the address of who
  /// continues, or null. Any other end leaves a tag in them, so that they are no address.
  struct UsualEnd {
    std::uintptr_t bits;
    bool is_one() const noexcept { return (bits & tags) == 0; }
    Frame* parent() const noexcept { return reinterpret_cast<Frame*>(bits); }
  };
  UsualEnd usual_end(bool with_value) const noexcept {
    return {bits_ ^ (with_value ? value_tag : 0)};
  }

  /// Of a frame that nobody awaits: the link is free for a list. It keeps whether there is a value.
  void link_to(Frame* other) noexcept {
    bits_ = reinterpret_cast<std::uintptr_t>(other) | (bits_ & value_tag);
  }

  /// Whether the frame has produced its value, which is noted and taken back by the next two.
  bool has_value() const noexcept { return (bits_ & value_tag) != 0; }
  void set_has_value() noexcept { bits_ |= value_tag; }
  void clear_has_value() noexcept { bits_ &= ~value_tag; }

 private:
  static constexpr std::uintptr_t catch_tag = 1;
  static constexpr std::uintptr_t value_tag = 2;
  static constexpr std::uintptr_t tags = catch_tag | value_tag;
  std::uintptr_t bits_ = 0;
};

/// What the scheduler resumes and destroys. Its address has its two lowest bits clear.
struct Frame {
  void (*resume)(Frame*);
  void (*destroy)(Frame*);
  ParentLink parent;
};

/// A step of a task that is no coroutine and lies in an awaiter: it runs before the frame that
/// awaits goes on. When that is destroyed nothing is left to do.
struct Step : Frame {
  /// When the task goes on it calls `run` with this step, which then says what comes: as a rule
  /// Scheduler::continue_with(waiting). For awaiters, in `await_suspend`.
  void put_before(Frame* waiting, void (*run)(Frame*)) noexcept {
    resume = run;
    destroy = &destroy_nothing;
    parent = ParentLink(waiting);
  }

 private:
  static void destroy_nothing(Frame*) noexcept {}
};

/// So many coroutines are destroyed inside one another at the most.
inline constexpr unsigned nested_drops = 8;

/// Destroys a frame that belongs to an object and not to a task: one that was not started, has
/// ended, or is a generator between two values. Such a frame may hold others, and these others. The
/// first `nested_drops` of such a chain are destroyed inside one another, so that what is in one
/// may refer to what holds it; each further one as soon as the one that holds it is gone. The stack
/// is the same for chains of any length. From tasks and plain code, in the thread that made the
/// frames. Runs destructors of the user.
void drop(Frame* frame) noexcept;

/// A record in an awaiter that decides what happens when the frame below it ends, in whatever way.
struct CatchPoint {
  enum class Question : std::uint8_t {
    ended,           // the frame below reached its end, and stays for its value: continue here?
    ended_for_good,  // the same, of one without a value: it destroys itself next
    unwound,         // the frame below was destroyed by a failure or a cancel: continue here?
    abandoned,       // the task ends at once: release what is held elsewhere. Is code lost here?
    has_timed_out,   // is this a time-out that has struck and may be delivered now?
  };
  using Decide = bool (*)(CatchPoint*, TaskHeader*, Question) noexcept;

  Frame* frame;  // the coroutine that holds this record
  Decide decide;
};

}  // namespace uasyncio::kernel
