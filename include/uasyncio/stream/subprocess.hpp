// SPDX-License-Identifier: MIT
// Processes of other programs: create_subprocess_exec. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/fd_device.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/stream/writer.hpp"

#include <concepts>
#include <memory>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace uasyncio {

/// Where one of a program's standard streams leads.
enum class Redirect : std::uint8_t {
  none,    // where ours does
  pipe,    // to us
  null,    // nowhere
  output,  // of the errors: to where the output does
};

/// How to start a program, and the sizes of the buffers of its pipes in bytes.
struct ProcessOptions {
  Redirect input = Redirect::none;
  Redirect output = Redirect::none;
  Redirect errors = Redirect::none;
  std::size_t limit = 64 * 1024;  // see ConnectOptions
  std::size_t write_limit = 64 * 1024;
};

/// What a program has written until its end.
struct ProcessOutput {
  std::string output;
  std::string errors;
};

namespace detail {
struct ProcessParts;
struct FreeProcess {
  void operator()(ProcessParts* parts) const noexcept;
};
}  // namespace detail

/// A program that runs. Destroyed before its end was waited for, as by a cancel, it is killed and
/// its end is taken: nothing of it is left, but for processes that it has started itself. For tasks
/// of one loop. Movable.
class [[nodiscard]] Process {
 public:
  using Parts = std::unique_ptr<detail::ProcessParts, detail::FreeProcess>;
  explicit Process(Parts parts) noexcept : parts_(std::move(parts)) {}

  /// Its streams. One that is no pipe is closed: all that is asked of it fails with OSError
  /// (EBADF). In the loop's thread, as all that follow; suspends only what is awaited.
  StreamWriter& input() const noexcept;
  StreamReader& output() const noexcept;
  StreamReader& errors() const noexcept;

  /// Its number in the system.
  pid_t pid() const noexcept;
  /// Suspends until it has ended, and gives its exit status; of one that a signal has ended, the
  /// negative number of that. Cancelled, it goes on. OSError (ECHILD) if the system does not say,
  /// as while SIGCHLD is ignored. From tasks, any number of them. A program that writes to a pipe
  /// ends only if that is read.
  [[nodiscard("co_await it: without that nobody waits")]] Coro<int> wait() const;
  /// Writes `text` to its input if that is a pipe, and ends it; reads all that it writes, without a
  /// limit, and waits for its end. OSError as the streams fail; a program that does not read all
  /// of its input is none. Cancelled, it goes on, and what was read is lost. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<ProcessOutput> communicate(std::string text = {}) const;
  /// Whether it has ended and `wait` knows that.
  bool has_ended() const noexcept;

  /// Sends a signal to it, if it still runs. Never to another process that has got its number.
  void send_signal(int number) const noexcept;
  /// SIGTERM: it is asked to end.
  void terminate() const noexcept;
  /// SIGKILL: it ends.
  void kill() const noexcept;

 private:
  Parts parts_;
};

namespace detail {
Coro<Process> start_process(ProcessOptions options, std::vector<std::string> words);
}

/// Starts a program, a path or a name in PATH, with these arguments, without a shell. SIGPIPE does
/// there what it does by default, and no signal is blocked. OSError if it cannot be started:
/// ENOENT. From a task; does not suspend for long, and leaves nothing behind if it fails or is
/// cancelled.
template <std::convertible_to<std::string>... Words>
[[nodiscard("co_await it: without that nothing is started")]]
Coro<Process> create_subprocess_exec(ProcessOptions options, std::string program, Words... words) {
  std::vector<std::string> all;
  all.reserve(1 + sizeof...(words));
  all.push_back(std::move(program));
  (all.push_back(std::string(std::move(words))), ...);
  return detail::start_process(options, std::move(all));
}
/// The same of a line for the shell, as `sh -c` takes it.
[[nodiscard("co_await it: without that nothing is started")]]
inline Coro<Process> create_subprocess_shell(ProcessOptions options, std::string line) {
  return create_subprocess_exec(options, "/bin/sh", "-c", std::move(line));
}

}  // namespace uasyncio

#endif
