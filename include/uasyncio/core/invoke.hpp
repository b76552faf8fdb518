// SPDX-License-Identifier: MIT
// How the library calls the functions of its users: as std::invoke does, so that a pointer to a
// member function with an object is a function too.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

namespace uasyncio::detail {

/// The arguments are passed on as they are kept by somebody who calls only once: moved, so that a
/// function may take a std::unique_ptr by value. A function that takes a `T&` gets a reference to
/// what is kept; then all arguments are passed so.
template <class Function, class... Args>
struct InvokedOnce : std::conditional_t<std::is_invocable_v<Function, Args...>,
                                        std::invoke_result<Function, Args...>,
                                        std::invoke_result<Function&, Args&...>> {};
/// What that call returns. No type if it is not possible.
template <class Function, class... Args>
using InvokedOnceOf = typename InvokedOnce<Function, Args...>::type;

/// Calls a kept function with its kept arguments, for the first and last time.
template <class Function, class... Args>
InvokedOnceOf<Function, Args...> invoke_once(Function& function, Args&... args) {
  if constexpr (std::is_invocable_v<Function, Args...>) {
    return std::invoke(std::move(function), std::move(args)...);
  } else {
    return std::invoke(function, args...);
  }
}

template <class Function, class... Args>
concept InvocableOnce = requires { typename InvokedOnceOf<Function, Args...>; };

}  // namespace uasyncio::detail
