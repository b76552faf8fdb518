// What the scheduler knows of a task's body: an object whose first words are its resume and destroy
// functions, and a link to who awaits it. A C++ coroutine frame is such an object already (Itanium
// C++ ABI for coroutines, followed by GCC and Clang); another language's coroutine can be one too.
#pragma once

#include <cstdint>

namespace uasyncio {

struct Frame;
struct TaskHeader;
struct CatchPoint;

/// Who continues when a frame ends: nobody (it is the outermost of its task), the frame that awaits
/// it, or a catch point. The two low bits of the aligned address tell which, and whether the frame
/// has produced its value.
class ParentLink {
 public:
  constexpr ParentLink() noexcept = default;
  explicit ParentLink(Frame* frame) noexcept : bits_(reinterpret_cast<std::uintptr_t>(frame)) {}
  explicit ParentLink(CatchPoint* point) noexcept
      : bits_(reinterpret_cast<std::uintptr_t>(point) | catch_tag) {}

  bool is_outermost() const noexcept { return (bits_ & ~value_tag) == 0; }
  CatchPoint* catch_point() const noexcept {
    return (bits_ & catch_tag) ? reinterpret_cast<CatchPoint*>(bits_ & ~tags) : nullptr;
  }
  Frame* frame() const noexcept { return reinterpret_cast<Frame*>(bits_ & ~tags); }

  /// Whether another frame goes on, and the value is there if there should be one: the usual end.
  bool goes_on_in_a_frame(bool with_value) const noexcept {
    return (bits_ & tags) == (with_value ? value_tag : 0) && bits_ > tags;
  }
  bool has_value() const noexcept { return (bits_ & value_tag) != 0; }
  void set_has_value() noexcept { bits_ |= value_tag; }
  void clear_has_value() noexcept { bits_ &= ~value_tag; }

 private:
  static constexpr std::uintptr_t catch_tag = 1;
  static constexpr std::uintptr_t value_tag = 2;
  static constexpr std::uintptr_t tags = catch_tag | value_tag;
  std::uintptr_t bits_ = 0;
};

struct Frame {
  void (*resume)(Frame*);
  void (*destroy)(Frame*);
  ParentLink parent;
};

/// A record in an awaiter that decides what happens when the frame below it ends, in whatever way.
struct CatchPoint {
  enum class Question : std::uint8_t {
    ended,          // the frame below reached its end and still exists: continue here?
    unwound,        // the frame below was destroyed by a failure or a cancel: continue here?
    abandoned,      // the loop is being destroyed: release what is held elsewhere; do not answer
    has_timed_out,  // is this a time-out that has struck and may be delivered now?
  };
  using Decide = bool (*)(CatchPoint*, TaskHeader*, Question) noexcept;

  Frame* frame;  // the coroutine that holds this record
  Decide decide;
};

}  // namespace uasyncio
