#include "uasyncio/sync/subscription.hpp"

namespace uasyncio::detail {

/// While it lives, no subscription is destroyed.
class SubscriptionList::Publication {
 public:
  explicit Publication(SubscriptionList& list) noexcept : list_(list) { ++list_.depth_; }
  ~Publication() {
    if (--list_.depth_ == 0) list_.sweep();
  }
  Publication(const Publication&) = delete;
  Publication& operator=(const Publication&) = delete;

 private:
  SubscriptionList& list_;
};

SubscriptionList::~SubscriptionList() {
  while (Subscription* const each = first_) {
    first_ = each->next;
    each->destroy(each);
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
  if (depth_ == 0) sweep();
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
      if (!each->tell(*each, topic, message)) ++dropped_;
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
  for (Subscription** link = &first_; *link != nullptr;) {
    Subscription* const each = *link;
    if (each->is_over) {
      *link = each->next;
      each->destroy(each);
      continue;
    }
    each->told_in = 0;
    last_ = each;
    link = &each->next;
  }
}

}  // namespace uasyncio::detail
