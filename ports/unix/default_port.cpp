// The port of a program on Linux. A simulation links ports/sim/default_port.cpp instead.
#include "uasyncio/port/platform.hpp"
#include "unix_port.hpp"

namespace uasyncio::platform {

Port& default_port() noexcept {
  static thread_local UnixPort port;
  return port;
}

}  // namespace uasyncio::platform
