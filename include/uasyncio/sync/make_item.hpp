// SPDX-License-Identifier: MIT
// An item of a queue that is made of several arguments.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

namespace uasyncio::detail {

/// In parentheses or, of an aggregate, in braces.
template <class T, class... Args>
T make_item(Args&&... args) {
  if constexpr (std::is_constructible_v<T, Args...>) {
    return T(std::forward<Args>(args)...);
  } else {
    return T{std::forward<Args>(args)...};
  }
}

/// Arguments that are not an item, but make one.
template <class T, class... Args>
concept ItemArguments =
    sizeof...(Args) != 0 && !(sizeof...(Args) == 1 && (std::convertible_to<Args, T> && ...)) &&
    (std::is_constructible_v<T, Args...> ||
     requires(Args&&... args) { T{std::forward<Args>(args)...}; });

}  // namespace uasyncio::detail
