// SPDX-License-Identifier: MIT
// What the compiler expects of a C++ library, which Debian does not have for this architecture.
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"

#include <cstddef>

extern "C" {
// A program ends by the finisher: nothing that is registered for the end is ever called.
int __cxa_atexit(void (*)(void*), void*, void*) { return 0; }
void* __dso_handle = nullptr;

[[noreturn]] void __cxa_pure_virtual() {
  uasyncio::platform::exit_program(uasyncio::platform::exit_status_fault);
}
}

// Virtual destructors refer to it; nothing is ever allocated.
void operator delete(void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}
