// SPDX-License-Identifier: MIT
// Mortal and Witness: how code that calls the user, or that suspends, learns that the object on
// which it works has gone meanwhile.
#pragma once

namespace uasyncio::kernel {

class Witness;

/// A member of an object whose end others want to know of. One word.
class Mortal {
 public:
  constexpr Mortal() noexcept = default;
  inline ~Mortal();
  Mortal(const Mortal&) = delete;
  Mortal& operator=(const Mortal&) = delete;

 private:
  friend Witness;
  Witness* first_ = nullptr;
};

/// Sits on the stack, or in a frame, of the code that wants to know. Any number of them may watch
/// one object.
class Witness {
 public:
  explicit Witness(Mortal& watched) noexcept : next_(watched.first_), link_(&watched.first_) {
    if (next_ != nullptr) next_->link_ = &next_;
    watched.first_ = this;
  }
  ~Witness() {
    if (link_ != nullptr) leave();
  }
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  /// The object has gone: nothing of it may be touched any more.
  bool saw_the_end() const noexcept { return link_ == nullptr; }

 private:
  friend Mortal;
  void leave() noexcept {
    *link_ = next_;
    if (next_ != nullptr) next_->link_ = link_;
    link_ = nullptr;
  }

  Witness* next_;
  Witness** link_;  // the link that leads here; null once the object has gone
};

Mortal::~Mortal() {
  while (first_ != nullptr) first_->leave();
}

}  // namespace uasyncio::kernel
