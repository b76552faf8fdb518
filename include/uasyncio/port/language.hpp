// SPDX-License-Identifier: MIT
// What the compiler must offer. Before any other header, so that an older one says this sentence
// and not some hundred errors.
#pragma once

#if __cplusplus < 202002L
#error "uasyncio needs C++20: compile with -std=c++20 (GCC 12, Clang 14, or later)"
#include "uasyncio needs C++20"  // no such file: ends the compilation here
#elif !defined(__cpp_impl_coroutine) && !defined(__cpp_coroutines)
#error "uasyncio needs coroutines, which this compiler lacks: GCC 12, Clang 14, or later"
#include "uasyncio needs coroutines"  // the same
#endif
