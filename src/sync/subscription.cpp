// SPDX-License-Identifier: MIT
// Who is told of what. An agent may subscribe, unsubscribe, publish and even destroy the broker
// while it is told, so a publication marks what is over and nothing goes until the outermost one
// has ended.
#include "uasyncio/sync/subscription.hpp"

#include <utility>

namespace uasyncio::detail {

/// While it lives, no subscription is destroyed; an agent may destroy the list.
class SubscriptionList::Publication {
 public:
  explicit Publication(SubscriptionList& list) noexcept : list_(&list), outer_(list.innermost_) {
    list.innermost_ = this;
  }
  ~Publication() {
    destroy_all(inherited_);
    if (is_orphan()) return;
    list_->innermost_ = outer_;
    if (outer_ == nullptr) list_->sweep();
  }
  Publication(const Publication&) = delete;
  Publication& operator=(const Publication&) = delete;

  /// The list has gone.
  bool is_orphan() const noexcept { return list_ == nullptr; }
  /// The list goes: the outermost publication destroys the subscriptions.
  void bequeath(Subscription* first) noexcept {
    list_ = nullptr;
    if (outer_ != nullptr) {
      outer_->bequeath(first);
    } else {
      inherited_ = first;
    }
  }

 private:
  SubscriptionList* list_;
  Publication* outer_;
  Subscription* inherited_ = nullptr;
};

SubscriptionList::~SubscriptionList() {
  if (innermost_ != nullptr) {
    innermost_->bequeath(first_);
  } else {
    destroy_all(first_);
  }
}

void SubscriptionList::destroy_all(Subscription* first) noexcept {
  while (first != nullptr) {
    Subscription* const next = first->next;
    first->destroy(first);
    first = next;
  }
}

Subscription* SubscriptionList::find(const Subscription& sought) const noexcept {
  for (Subscription* each = first_; each != nullptr; each = each->next) {
    const bool is_same_topic = each->pattern == sought.pattern && each->topic == sought.topic;
    if (is_same_topic && each->is_of(sought) && !each->is_over) return each;
  }
  return nullptr;
}

void SubscriptionList::add(Subscription* subscription) noexcept {
  (first_ == nullptr ? first_ : last_->next) = subscription;
  last_ = subscription;
}

bool SubscriptionList::remove(const Subscription& sought) noexcept {
  Subscription* const found = find(sought);
  if (found == nullptr) return false;
  found->is_over = true;
  if (innermost_ == nullptr) sweep();
  return true;
}

void SubscriptionList::publish(std::string_view topic, const void* message) {
  Subscription* const last = last_;  // who subscribes meanwhile comes behind it
  if (last == nullptr) return;
  const Publication under_way(*this);
  const std::uint32_t number = ++publications_;
  Subscription* each = first_;
  for (;;) {
    if (!each->is_over && each->concerns(topic) && !was_told(*each, number)) {
      each->told_in = number;
      const bool is_lost = !each->tell(*each, topic, message);
      if (under_way.is_orphan()) return;
      if (is_lost) ++dropped_;
    }
    if (each == last) return;
    each = each->next;
  }
}

/// By an earlier subscription of the same agent. A publication inside this one has a higher number.
bool SubscriptionList::was_told(const Subscription& subscription,
                                std::uint32_t publication) const noexcept {
  for (const Subscription* each = first_; each != &subscription; each = each->next) {
    if (each->told_in >= publication && each->is_of(subscription)) return true;
  }
  return false;
}

void SubscriptionList::sweep() noexcept {
  publications_ = 0;
  last_ = nullptr;
  Subscription* over = nullptr;
  for (Subscription** link = &first_; *link != nullptr;) {
    Subscription* const each = *link;
    if (each->is_over) {
      *link = std::exchange(each->next, over);
      over = each;
      continue;
    }
    each->told_in = 0;
    last_ = each;
    link = &each->next;
  }
  destroy_all(over);
}

}  // namespace uasyncio::detail
