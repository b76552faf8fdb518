// SPDX-License-Identifier: MIT
// Cortex-M0 has no exclusive loads and stores. Clang then calls these functions, which GCC's
// library does not have; GCC itself needs none. Plain aligned loads and stores are atomic on one
// core.
#if defined(__ARM_ARCH_6M__)

#include <cstdint>

namespace {

template <class T>
T load(const volatile void* address) {
  return *static_cast<const volatile T*>(address);
}

template <class T>
void store(volatile void* address, T value) {
  *static_cast<volatile T*>(address) = value;
}

}  // namespace

// Named by label: they are built in, and a definition of the same name is refused.
std::uint8_t atomic_load_1(const volatile void* address, int) asm("__atomic_load_1");
std::uint32_t atomic_load_4(const volatile void* address, int) asm("__atomic_load_4");
void atomic_store_1(volatile void* address, std::uint8_t value, int) asm("__atomic_store_1");
void atomic_store_4(volatile void* address, std::uint32_t value, int) asm("__atomic_store_4");

std::uint8_t atomic_load_1(const volatile void* address, int) {
  return load<std::uint8_t>(address);
}
std::uint32_t atomic_load_4(const volatile void* address, int) {
  return load<std::uint32_t>(address);
}
void atomic_store_1(volatile void* address, std::uint8_t value, int) { store(address, value); }
void atomic_store_4(volatile void* address, std::uint32_t value, int) { store(address, value); }

#endif
