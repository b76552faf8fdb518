// SPDX-License-Identifier: MIT
// The functions of port/platform.hpp on Linux but for default_port, and SIGINT.
#include "console_redirect.hpp"
#include "sigpipe.hpp"
#include "uasyncio/core/run.hpp"
#include "uasyncio/port/platform.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace uasyncio {
namespace {

thread_local ConsoleRedirect redirect = nullptr;
thread_local void* redirect_owner = nullptr;

/// What is written where nobody reads is lost, and the program goes on: a server whose log is cut
/// off still serves.
void write_to(FILE* file, const char* text, std::size_t length) noexcept {
  static std::atomic<bool> is_first{true};
  if (is_first.exchange(false, std::memory_order_relaxed)) ignore_sigpipe();
  std::fwrite(text, 1, length, file);
}

/// The first SIGINT ends the program in order; a second one, while cleanups run, at once. One that
/// came when the last program was just ending does what it does without us.
void on_sigint(int) {
  std::signal(SIGINT, SIG_DFL);
  if (!interrupt_program()) std::raise(SIGINT);
}

using SignalHandler = void (*)(int);

void replace_sigint_handler(SignalHandler expected, SignalHandler wanted) noexcept {
  struct sigaction action{};
  if (sigaction(SIGINT, nullptr, &action) != 0 || action.sa_handler != expected) return;
  action.sa_handler = wanted;
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace

void redirect_console(ConsoleRedirect function, void* owner) noexcept {
  redirect = function;
  redirect_owner = owner;
}

namespace platform {

void console_write(const char* text, std::size_t length) noexcept {
  if (redirect != nullptr) {
    redirect(redirect_owner, text, length);
    return;
  }
  write_to(stdout, text, length);
  if (length != 0 && text[length - 1] == '\n') std::fflush(stdout);
}

void diagnostic_write(const char* text, std::size_t length) noexcept {
  if (redirect != nullptr) {
    redirect(redirect_owner, text, length);
    return;
  }
  std::fflush(stdout);
  write_to(stderr, text, length);
}

void exit_program(int status) noexcept { std::exit(status); }

void catch_sigint() noexcept { replace_sigint_handler(SIG_DFL, &on_sigint); }

void release_sigint() noexcept { replace_sigint_handler(&on_sigint, SIG_DFL); }

}  // namespace platform
}  // namespace uasyncio
