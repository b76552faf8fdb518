// SPDX-License-Identifier: MIT
// The port of a simulation: a program that is linked with this file, in place of
// ports/unix/default_port.cpp, runs in virtual time. It is not a part of the library: nothing but
// the build makes a program a simulation (the CMake target uasyncio::sim, ./run --board sim).
#include "panel_line.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/testing/sim_interrupt_port.hpp"
#include "uasyncio/testing/sim_port.hpp"

#include <new>

namespace uasyncio::platform {

namespace {

SimPort& sim() {
  constexpr bool prints_to_standard_output = true;
  static thread_local SimPort port = [] {
    connect_panel();
    return SimPort(prints_to_standard_output);
  }();
  return port;
}

}  // namespace

Port& default_port() noexcept { return sim(); }

/// Of the thread that asks first. Never destroyed: global loops end after it.
InterruptPort& interrupt_port() noexcept {
  alignas(testing::SimInterruptPort) static unsigned char room[sizeof(testing::SimInterruptPort)];
  static auto* const port = ::new (room) testing::SimInterruptPort(sim());
  return *port;
}

}  // namespace uasyncio::platform
