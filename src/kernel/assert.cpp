// SPDX-License-Identifier: MIT
// What a broken assertion says, and how the program ends then. It writes without the loop, which
// may be what is broken.
#include "uasyncio/kernel/assert.hpp"

#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/text.hpp"

#if UASYNCIO_HOSTED
#include <cstdio>
#include <cstdlib>
#endif

namespace uasyncio::kernel {
namespace {

#if UASYNCIO_HOSTED
/// Past the console of a simulation, which would keep it in its transcript.
void write(const char* text, std::size_t length) noexcept { std::fwrite(text, 1, length, stderr); }
[[noreturn]] void end() noexcept { std::abort(); }
#else
void write(const char* text, std::size_t length) noexcept {
  platform::diagnostic_write(text, length);
}
[[noreturn]] void end() noexcept {
  constexpr int aborted = 134;
  platform::exit_program(aborted);
}
#endif

template <class... Values>
void say(const Values&... values) noexcept {
  (detail::write_value(&write, values), ...);
}

/// The last two names of a path, folder and file: the rest is where the library happens to lie.
const char* end_of_path(const char* path) noexcept {
  const char* folder = path;
  const char* file = path;
  for (const char* at = path; *at != '\0'; ++at) {
    if (*at != '/') continue;
    folder = file;
    file = at + 1;
  }
  return folder;
}

}  // namespace

void assertion_failed(const char* file, std::uint32_t line, const char* condition) noexcept {
  say("uasyncio: ", end_of_path(file), ":", line, ": not so: ", condition, "\n");
  end();
}

void assertion_failed(const char* file, std::uint32_t line, const char* condition, const char* name,
                      std::uint64_t value) noexcept {
  say("uasyncio: ", end_of_path(file), ":", line, ": not so: ", condition, " (", name, ": ", value,
      ")\n");
  end();
}

}  // namespace uasyncio::kernel
