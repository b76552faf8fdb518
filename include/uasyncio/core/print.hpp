// SPDX-License-Identifier: MIT
// `print`, as in MicroPython: the values with a space between them, and a line end.
#pragma once

#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/text.hpp"

namespace uasyncio {

/// Writes to the console (standard output, the board's UART): print("Counter", n). Strings,
/// characters, integers, floating point with up to three decimals, and booleans as True and False.
/// From tasks and plain code, not from an interrupt; may block until the console has room. On the
/// host, what nobody reads any more, as behind `| head -1`, is lost: SIGPIPE is ignored from the
/// first print on, if the program does nothing about it.
template <class... Values>
void print(const Values&... values) {
  static_assert((detail::can_be_written<Values> && ...),
                "print takes texts, characters, numbers and booleans: name the members to print");
  bool first = true;
  [[maybe_unused]] auto one = [&first]<class Value>(const Value& value) {
    if (!first) platform::console_write(" ", 1);
    first = false;
    if constexpr (detail::can_be_written<Value>) {
      detail::write_value(&platform::console_write, value);
    }
  };
  (one(values), ...);
  platform::console_write("\n", 1);
}

}  // namespace uasyncio
