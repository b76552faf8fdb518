// SPDX-License-Identifier: MIT
// Pipe and Pty: what the system connects within this computer, as devices. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/stream/fd_device.hpp"

#include <string>

namespace uasyncio {

/// What is written to the one end is read from the other, also by a process that has inherited it.
/// Both ends fail with OSError (EBADF) if the system had none. For tasks of one loop.
class Pipe {
 public:
  Pipe() noexcept : Pipe(open()) {}

 private:
  struct Ends {
    int read;
    int write;
  };
  explicit Pipe(Ends ends) noexcept
      : read_end(ends.read, FdDevice::Kind::pipe), write_end(ends.write, FdDevice::Kind::pipe) {}
  static Ends open() noexcept;

 public:
  FdDevice read_end;
  FdDevice write_end;
};

/// A terminal that is played by this program: who opens `name()` has a terminal, or a serial port,
/// and what it writes is read here. Bytes go through as they are until the other side says
/// otherwise. It ends when the last one has closed it. Fails with OSError (EBADF) if the system had
/// none. For tasks of one loop.
class Pty final : public FdDevice {
 public:
  Pty() noexcept : FdDevice(open(), Kind::terminal) { prepare(); }
  /// "/dev/pts/7"; "" if there is none.
  const std::string& name() const noexcept { return name_; }

 private:
  static int open() noexcept;
  void prepare() noexcept;

  std::string name_;
};

}  // namespace uasyncio

#endif
