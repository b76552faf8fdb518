// SPDX-License-Identifier: MIT
// The suite of the port contract that sim and unix run too (tests/conformance/port_suite.hpp).
// Waking from an interrupt at every instant is in port_sleep.cpp.
#include "check.hpp"
#include "tests/conformance/port_suite.hpp"

int main() {
  port_suite::run_all({.port = uasyncio::platform::default_port(),
                       .wake_after = nullptr,
                       .settle = nullptr,
                       .check = [](bool is_right, const char* what) {
                         target_test::check(is_right, what, is_right);
                       }});
  return target_test::status();
}
