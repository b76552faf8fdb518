// Gatherable: one part of a Gather, with a time limit of its own.
#pragma once

#include "uasyncio/structured/gather.hpp"
#include "uasyncio/structured/wait_for.hpp"

namespace uasyncio {

/// A coroutine, or anything else that can be awaited, with a limit in seconds or of chrono type:
///   auto [a, b] = co_await Gather(Gatherable(read(port), 2), Gatherable(event.wait()));
/// May be awaited by itself as well: it is then the same as wait_for.
template <class T>
class [[nodiscard("co_await it: without that nothing runs")]] Gatherable {
 public:
  explicit Gatherable(Coro<T> body) noexcept : body_(std::move(body)), limit_(never) {}
  template <class Seconds>
    requires std::integral<Seconds> || std::floating_point<Seconds>
  Gatherable(Coro<T> body, Seconds limit) noexcept
      : body_(std::move(body)), limit_(from_seconds(limit)) {}
  template <class Representation, class Period>
  Gatherable(Coro<T> body, std::chrono::duration<Representation, Period> limit) noexcept
      : body_(std::move(body)), limit_(from_chrono(limit)) {}
  template <class A, class... Limit>
    requires(!detail::is_coro<A> && !std::same_as<A, Gatherable> && sizeof...(Limit) < 2)
  explicit Gatherable(A awaitable, Limit... limit)
      : Gatherable(detail::as_coro(std::move(awaitable)), limit...) {}

  detail::WaitFor<T> operator co_await() && noexcept {
    return detail::WaitFor<T>(std::move(body_), limit_);
  }

 private:
  Coro<T> body_;
  Duration limit_;
};

template <class A, class... Limit>
  requires(!detail::is_coro<A>)
Gatherable(A, Limit...) -> Gatherable<detail::AwaitedValueOf<A>>;

/// Runs all at the same time and gives a tuple of Result in the order of the arguments: the values,
/// Error::timeout for what took too long, other failures as they are. From a task.
template <class... T>
[[nodiscard("co_await it: without that nothing runs")]]
auto Gather(Gatherable<T>... parts) noexcept {
  return gather_results(std::move(parts)...);
}

}  // namespace uasyncio
