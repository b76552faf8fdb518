// SPDX-License-Identifier: MIT
// Pipes and pseudo-terminals. A pseudo-terminal is set raw: what one side writes is what the other
// reads, with no echo and no change of line ends.
#include "uasyncio/stream/pipe.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace uasyncio {

Pipe::Ends Pipe::open() noexcept {
  int ends[2];
  return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 ? Ends{ends[0], ends[1]} : Ends{-1, -1};
}

int Pty::open() noexcept { return posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC); }

void Pty::prepare() noexcept {
  char name[64];
  if (grantpt(fileno()) != 0 || unlockpt(fileno()) != 0 ||
      ptsname_r(fileno(), name, sizeof name) != 0) {
    close();
    return;
  }
  name_ = name;
  termios settings{};
  tcgetattr(fileno(), &settings);
  cfmakeraw(&settings);
  tcsetattr(fileno(), TCSANOW, &settings);
}

}  // namespace uasyncio
