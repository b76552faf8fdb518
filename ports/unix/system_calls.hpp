// SPDX-License-Identifier: MIT
// The system calls of Linux's pins and buses, in one table: a test puts a chip of its own there.
#pragma once

#include <cstddef>
#include <sys/types.h>

namespace uasyncio::unix_devices {

/// Each as the call of its name: -1 and `errno`, or what it gives.
struct SystemCalls {
  int (*open)(const char* path, int flags);
  int (*ioctl)(int descriptor, unsigned long request, void* argument);
  int (*set_nonblocking)(int descriptor);
  ssize_t (*read)(int descriptor, void* bytes, std::size_t size);
  int (*close)(int descriptor);
};

/// Those of the kernel.
extern const SystemCalls system_calls;

}  // namespace uasyncio::unix_devices
