// SPDX-License-Identifier: MIT
// Gatherable: one part of a Gather, with a time limit of its own.
#pragma once

#include "uasyncio/structured/gather.hpp"
#include "uasyncio/structured/wait_for.hpp"

namespace uasyncio {

/// A coroutine, or anything else that can be awaited, with a limit:
///   auto [a, b] = co_await Gather(Gatherable(read(port), 2), Gatherable(event.wait()));
/// May be awaited by itself as well: it is then the same as wait_for.
template <class T>
class [[nodiscard("co_await it: without that nothing runs")]] Gatherable {
 public:
  explicit Gatherable(Coro<T> body, Length limit = std::nullopt) noexcept
      : body_(std::move(body)), limit_(limit) {}
  template <class A>
    requires(!detail::is_coro<A> && !std::same_as<A, Gatherable>)
  explicit Gatherable(A awaitable, Length limit = std::nullopt)
      : Gatherable(detail::as_coro(std::move(awaitable)), limit) {}

  detail::WaitFor<Coro<T>> operator co_await() && noexcept {
    return wait_for(std::move(body_), limit_);
  }

 private:
  Coro<T> body_;
  Length limit_;
};

template <class A>
  requires(!detail::is_coro<A>)
Gatherable(A, Length = std::nullopt) -> Gatherable<detail::AwaitedValueOf<A>>;

/// As gather_results: runs all at the same time and gives a tuple of Result in the order of the
/// arguments, the values, Error::timeout for what took too long, other failures as they are. From a
/// task.
template <class... T>
[[nodiscard("co_await it: without that nothing runs")]]
auto Gather(Gatherable<T>... parts) noexcept {
  return gather_results(std::move(parts)...);
}

}  // namespace uasyncio
