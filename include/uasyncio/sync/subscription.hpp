// SPDX-License-Identifier: MIT
// The list of subscriptions of a broker, whatever its messages are.
#pragma once

#include "uasyncio/sync/reg_exp.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace uasyncio::detail {

/// Who is told of what. Lives in the frame pool.
struct Subscription {
  /// False if the agent dropped something. Its address is the agent's type.
  using Tell = bool (*)(Subscription& subscription, std::string_view topic, const void* message);

  std::string_view topic;  // if there is no pattern
  const RegExp* pattern;
  std::uintptr_t agent;  // the address of an object or function
  Tell tell;
  void (*destroy)(Subscription*) noexcept;  // and frees it
  Subscription* next = nullptr;
  std::uint32_t told_in = 0;  // the number of the publication, while it is under way
  bool is_over = false;       // unsubscribed while a publication is under way

  bool is_of(const Subscription& other) const noexcept {
    return agent == other.agent && tell == other.tell;
  }
  bool concerns(std::string_view published) const noexcept {
    return pattern != nullptr ? pattern->match(published) : topic == published;
  }
};

/// Agents may subscribe, unsubscribe and publish while they are told of something.
class SubscriptionList {
 public:
  SubscriptionList() noexcept = default;
  ~SubscriptionList();
  SubscriptionList(const SubscriptionList&) = delete;
  SubscriptionList& operator=(const SubscriptionList&) = delete;

  /// The one of the same agent to the same topic, or null.
  Subscription* find(const Subscription& sought) const noexcept;
  /// Adds one that `find` does not find, as the last.
  void add(Subscription* subscription) noexcept;
  /// Removes the one that `find` finds. False if there is none.
  bool remove(const Subscription& sought) noexcept;

  /// Tells everybody who is subscribed to `topic` when it begins, in the order of subscription,
  /// each agent once.
  void publish(std::string_view topic, const void* message);
  std::size_t dropped() const noexcept { return dropped_; }

 private:
  class Publication;

  static void destroy_all(Subscription* first) noexcept;
  bool was_told(const Subscription& subscription, std::uint32_t publication) const noexcept;
  void sweep() noexcept;

  Subscription* first_ = nullptr;
  Subscription* last_ = nullptr;
  std::uint32_t publications_ = 0;    // since the outermost that is under way
  Publication* innermost_ = nullptr;  // of those under way; while there is one, none is destroyed
  std::size_t dropped_ = 0;
};

}  // namespace uasyncio::detail
