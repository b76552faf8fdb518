// SPDX-License-Identifier: MIT
// Counted: what several parts of a program share, and who goes last destroys. Of one loop.
#pragma once

#include <utility>

namespace uasyncio::detail {

/// Refers to a `State` with a member `unsigned references`, which begins at 0, and a virtual
/// destructor if it is a base. Null if it is empty or moved from.
template <class State>
class Counted {
 public:
  Counted() noexcept = default;
  explicit Counted(State* state) noexcept : state_(state) { ++state_->references; }
  Counted(const Counted& other) noexcept : state_(other.state_) {
    if (state_ != nullptr) ++state_->references;
  }
  Counted(Counted&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Counted& operator=(Counted other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~Counted() {
    if (state_ != nullptr && --state_->references == 0) delete state_;
  }
  State* get() const noexcept { return state_; }

 private:
  State* state_ = nullptr;
};

}  // namespace uasyncio::detail
