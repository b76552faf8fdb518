// SPDX-License-Identifier: MIT
// What compilers and libsupc++ expect of an operating system.
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"

#include <cstddef>

extern "C" {
extern char __heap_start[], __heap_end[];

// A program ends by semihosting: nothing that is registered for the end is ever called.
int __aeabi_atexit(void*, void (*)(void*), void*) { return 0; }
void* __dso_handle = nullptr;

// Instead of libsupc++'s, which brings std::terminate and its printing along.
[[noreturn]] void __cxa_pure_virtual() { __builtin_trap(); }  // the report says from where

// A division by zero, where the processor does not divide. Where it does, see startup.cpp.
[[noreturn]] void __aeabi_idiv0() { __builtin_trap(); }
[[noreturn]] void __aeabi_ldiv0() { __builtin_trap(); }

// newlib's malloc, used by exceptions, asks here. The heap's size is the linker script's.
void* _sbrk(std::ptrdiff_t increment) {
  static char* end = __heap_start;
  if (increment > __heap_end - end) return reinterpret_cast<void*>(-1);
  char* const start = end;
  end += increment;
  return start;
}

[[noreturn]] void _exit(int status) { uasyncio::platform::exit_program(status); }

// abort() raises a signal; nobody else kills.
int _kill(int, int) { __builtin_trap(); }
int _getpid() { return 1; }
}
