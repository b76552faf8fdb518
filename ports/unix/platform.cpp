// The four functions of core/platform.hpp on Linux, and SIGINT.
#include "../sim/sim_port.hpp"
#include "console_redirect.hpp"
#include "uasyncio/core/platform.hpp"
#include "uasyncio/core/run.hpp"
#include "unix_port.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace uasyncio {
namespace {

thread_local ConsoleRedirect redirect = nullptr;
thread_local void* redirect_owner = nullptr;

/// The first SIGINT ends the program in order; a second one, while cleanups run, at once.
void on_sigint(int) {
  std::signal(SIGINT, SIG_DFL);
  interrupt_program();
}

void install_sigint_handler() noexcept {
  struct sigaction action {};
  if (sigaction(SIGINT, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) return;
  action.sa_handler = &on_sigint;
  sigaction(SIGINT, &action, nullptr);
}

bool wants_virtual_time() noexcept {
  const char* setting = std::getenv("UASYNCIO_VIRTUAL_TIME");
  return setting != nullptr && setting[0] == '1';
}

}  // namespace

void redirect_console(ConsoleRedirect function, void* owner) noexcept {
  redirect = function;
  redirect_owner = owner;
}

namespace platform {

Port& default_port() noexcept {
  install_sigint_handler();
  if (wants_virtual_time()) {
    static thread_local SimPort sim(true);
    return sim;
  }
  static thread_local UnixPort port;
  return port;
}

void console_write(const char* text, std::size_t length) noexcept {
  if (redirect != nullptr) {
    redirect(redirect_owner, text, length);
    return;
  }
  std::fwrite(text, 1, length, stdout);
  if (length != 0 && text[length - 1] == '\n') std::fflush(stdout);
}

void diagnostic_write(const char* text, std::size_t length) noexcept {
  if (redirect != nullptr) {
    redirect(redirect_owner, text, length);
    return;
  }
  std::fflush(stdout);
  std::fwrite(text, 1, length, stderr);
}

void exit_program(int status) noexcept { std::exit(status); }

}  // namespace platform
}  // namespace uasyncio
