// The network of a program on Linux. A simulation links ports/sim/default_network.cpp instead.
#include "uasyncio/port/platform.hpp"
#include "unix_network.hpp"

namespace uasyncio::platform {

Network& default_network() noexcept {
  static constinit UnixNetwork network;
  return network;
}

}  // namespace uasyncio::platform
