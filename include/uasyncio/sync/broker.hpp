// SPDX-License-Identifier: MIT
// Broker: publishers and subscribers that do not know each other.
#pragma once

#include "uasyncio/core/create_task.hpp"
#include "uasyncio/sync/subscription.hpp"

#include <concepts>
#include <new>
#include <type_traits>
#include <utility>

namespace uasyncio {
namespace detail {

template <class Callable>
concept PlainFunction = requires(Callable& callable) {
  requires std::is_function_v<std::remove_pointer_t<decltype(+callable)>>;
};

/// A subscription that keeps its agent, a callable object.
template <class Callable>
struct KeepingSubscription : Subscription {
  static_assert(std::is_nothrow_move_constructible_v<Callable>,
                "a broker keeps what can be moved without throwing");
  KeepingSubscription(const Subscription& base, Callable&& kept)
      : Subscription(base), callable(std::move(kept)) {}
  Callable callable;
};

template <class Record>
void destroy_subscription(Subscription* subscription) noexcept {
  static_cast<Record*>(subscription)->~Record();
  FramePool::current().deallocate(subscription, sizeof(Record));
}

/// Puts a record in the frame pool, or returns null.
template <class Record, class... Args>
Record* make_subscription(Args&&... args) noexcept {
  static_assert(alignof(Record) <= 2 * sizeof(void*));
  void* const room = FramePool::current().allocate(sizeof(Record));
  if (room == nullptr) return nullptr;
  auto* const record = ::new (room) Record(std::forward<Args>(args)...);
  record->destroy = &destroy_subscription<Record>;
  return record;
}

}  // namespace detail

/// Passes messages on topics to agents. A topic is a text that outlives the subscription: a
/// literal. A RegExp subscribes to all topics that it matches; it outlives the subscription too.
/// For tasks and plain code of one loop. Not movable. Subscriptions take room from the frame pool.
///
/// An agent is one of these, and outlives its subscription if it is an object:
/// - a queue of Item, or of plain messages, with put_nowait (Queue, RingbufQueue) or put_sync
///   (ThreadSafeQueue);
/// - an object with `put(topic, message)`, of a class derived from Agent or not;
/// - an object with `set(message)`, such as a Message, or `set()`, such as an Event;
/// - a function of (topic, message): is called; a coroutine function becomes a task.
/// A callable object that is passed as a temporary is kept by the broker, until the broker goes.
template <class Message>
class Broker {
 public:
  /// What a queue gets.
  using Item = std::pair<std::string_view, Message>;

  /// A base for agents of one's own.
  class Agent {
   public:
    /// Called by `publish`, which does not suspend: neither may this.
    virtual void put(std::string_view topic, const Message& message) = 0;

   protected:
    ~Agent() = default;
  };

  /// False if the agent is subscribed to this topic or expression already, the expression is not
  /// valid, or the pool is exhausted.
  template <class A>
  bool subscribe(std::string_view topic, A&& agent) noexcept {
    return add(description<A>(topic, nullptr, agent), std::forward<A>(agent));
  }
  template <class A>
  bool subscribe(const RegExp& topics, A&& agent) noexcept {
    if (!topics.is_valid()) return false;
    return add(description<A>({}, &topics, agent), std::forward<A>(agent));
  }
  template <class A>
  bool subscribe(const RegExp&& topics, A&& agent) = delete;  // it would not live long enough

  /// False if the agent is not subscribed to that very topic or expression. A function is known by
  /// its address, as an object is. It is told nothing from now on.
  template <class A>
  bool unsubscribe(std::string_view topic, A&& agent) noexcept {
    static_assert(!is_kept<A>, "this is another object than the one that was subscribed");
    return list_.remove(description<A>(topic, nullptr, agent));
  }
  template <class A>
  bool unsubscribe(const RegExp& topics, A&& agent) noexcept {
    static_assert(!is_kept<A>, "this is another object than the one that was subscribed");
    return list_.remove(description<A>({}, &topics, agent));
  }

  /// Tells the agents in the order of subscription, each once, however many of its subscriptions
  /// match. Never suspends. Agents may subscribe, unsubscribe and publish meanwhile: one that
  /// subscribes is not told of this message, one that was unsubscribed is not either. An agent may
  /// destroy the broker: then it is the last one that is told, and the agents that the broker kept
  /// are destroyed when publish returns. What a function throws leaves publish; the agents behind
  /// it are not told then. Queues and tasks keep the view of `topic`, not a copy: a literal, or a
  /// text that outlives them.
  void publish(std::string_view topic, const Message& message = Message()) {
    list_.publish(topic, &message);
  }

  /// How many messages were lost because a queue was full (a Queue drops the new one, a
  /// RingbufQueue the oldest) or a task could not be created.
  std::size_t dropped() const noexcept { return list_.dropped(); }

 private:
  using Subscription = detail::Subscription;

  template <class A>
  static constexpr bool is_kept =
      !std::is_lvalue_reference_v<A> && !detail::PlainFunction<std::remove_cvref_t<A>>;

  template <class A>
  static bool tell(A& agent, std::string_view topic, const Message& message) {
    if constexpr (requires { agent.put_nowait(Item(topic, message)); }) {
      return agent.put_nowait(Item(topic, message));
    } else if constexpr (requires { agent.put_nowait(message); }) {
      return agent.put_nowait(message);
    } else if constexpr (requires { agent.put_sync(Item(topic, message)); }) {
      return agent.put_sync(Item(topic, message));
    } else if constexpr (requires { agent.put_sync(message); }) {
      return agent.put_sync(message);
    } else if constexpr (requires { agent.put(topic, message); }) {
      agent.put(topic, message);
    } else if constexpr (requires { agent.set(message); }) {
      agent.set(message);
    } else if constexpr (requires { agent.set(); }) {
      agent.set();
    } else if constexpr (detail::CoroutineFunction<A, std::string_view, Message>) {
      return static_cast<bool>(create_task(agent, topic, message));
    } else {
      static_assert(std::invocable<A&, std::string_view, const Message&>,
                    "an agent is a queue, an event, a function of (topic, message), or has "
                    "put(topic, message)");
      agent(topic, message);
    }
    return true;
  }

  template <class A>
  static bool tell_object(Subscription& subscription, std::string_view topic, const void* message) {
    return tell(*reinterpret_cast<A*>(subscription.agent), topic,
                *static_cast<const Message*>(message));
  }
  template <class Function>
  static bool tell_function(Subscription& subscription, std::string_view topic,
                            const void* message) {
    auto* const function = reinterpret_cast<Function>(subscription.agent);
    return tell(function, topic, *static_cast<const Message*>(message));
  }
  template <class A>
  static bool tell_kept(Subscription& subscription, std::string_view topic, const void* message) {
    return tell(static_cast<detail::KeepingSubscription<A>&>(subscription).callable, topic,
                *static_cast<const Message*>(message));
  }

  template <class A, class Object>
  static Subscription description(std::string_view topic, const RegExp* pattern,
                                  Object& agent) noexcept {
    using Bare = std::remove_cvref_t<A>;
    Subscription made{topic, pattern, 0, nullptr, nullptr};
    if constexpr (detail::PlainFunction<Bare>) {
      made.agent = reinterpret_cast<std::uintptr_t>(+agent);
      made.tell = &tell_function<decltype(+agent)>;
    } else if constexpr (is_kept<A>) {
      made.tell = &tell_kept<Bare>;
    } else if constexpr (std::derived_from<Bare, Agent>) {
      made.agent = reinterpret_cast<std::uintptr_t>(static_cast<Agent*>(&agent));
      made.tell = &tell_object<Agent>;
    } else {
      made.agent = reinterpret_cast<std::uintptr_t>(&agent);
      made.tell = &tell_object<Object>;
    }
    return made;
  }

  template <class A>
  bool add(const Subscription& described, [[maybe_unused]] A&& agent) noexcept {
    Subscription* record;
    if constexpr (is_kept<A>) {
      using Kept = detail::KeepingSubscription<std::remove_cvref_t<A>>;
      record = detail::make_subscription<Kept>(described, std::move(agent));
      if (record != nullptr) record->agent = reinterpret_cast<std::uintptr_t>(record);
    } else {
      if (list_.find(described) != nullptr) return false;
      record = detail::make_subscription<Subscription>(described);
    }
    if (record == nullptr) return false;
    list_.add(record);
    return true;
  }

  detail::SubscriptionList list_;
};

}  // namespace uasyncio
