// The port of a simulation: a program that is linked with this file, in place of
// ports/unix/default_port.cpp, runs in virtual time. It is not a part of the library: nothing but
// the build makes a program a simulation (the CMake target uasyncio::sim, ./run --board sim).
#include "uasyncio/port/platform.hpp"
#include "uasyncio/testing/sim_port.hpp"

namespace uasyncio::platform {

Port& default_port() noexcept {
  constexpr bool prints_to_standard_output = true;
  static thread_local SimPort port(prints_to_standard_output);
  return port;
}

}  // namespace uasyncio::platform
