// SPDX-License-Identifier: MIT
// The kernel's own calls; some are variadic, so a pointer to them is one to a function here.
#include "system_calls.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace uasyncio::unix_devices {

const SystemCalls system_calls{
    [](const char* path, int flags) { return ::open(path, flags); },
    [](int descriptor, unsigned long request, void* argument) {
      return ::ioctl(descriptor, request, argument);
    },
    [](int descriptor) { return ::fcntl(descriptor, F_SETFL, O_NONBLOCK); },
    [](int descriptor, void* bytes, std::size_t size) { return ::read(descriptor, bytes, size); },
    [](int descriptor) { return ::close(descriptor); },
};

}  // namespace uasyncio::unix_devices
