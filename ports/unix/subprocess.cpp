// SPDX-License-Identifier: MIT
// Subprocesses by posix_spawn and a pidfd. The pidfd becomes readable when the process ends, so no
// SIGCHLD handler is needed, and a signal never goes to another process that has got the same
// number.
#include "uasyncio/stream/subprocess.hpp"

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/stream/pipe.hpp"
#include "uasyncio/structured/gather.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {  // glibc 2.36 does not say so itself
#include <sys/pidfd.h>
}

extern char** environ;

namespace uasyncio {
namespace detail {

/// One pipe of ours to a program, and the stream over it: a closed one if there is no pipe.
template <class Stream>
struct ProcessStream {
  ProcessStream(int descriptor, std::size_t limit)
      : is_pipe(descriptor >= 0),
        device(descriptor, FdDevice::Kind::pipe),
        memory(new std::byte[limit]),
        stream(device, std::span(memory.get(), limit)) {}

  const bool is_pipe;
  FdDevice device;
  std::unique_ptr<std::byte[]> memory;
  Stream stream;
};

struct ProcessParts {
  ~ProcessParts();
  bool take_end() noexcept;

  pid_t pid = 0;
  int descriptor = -1;  // of the process
  bool has_ended = false;
  bool is_lost = false;  // its end was taken by somebody else, or by the system
  int status = 0;
  std::optional<ProcessStream<StreamWriter>> input;
  std::optional<ProcessStream<StreamReader>> output;
  std::optional<ProcessStream<StreamReader>> errors;
};

void FreeProcess::operator()(ProcessParts* parts) const noexcept { delete parts; }

/// False if it still runs.
bool ProcessParts::take_end() noexcept {
  siginfo_t end{};
  if (waitid(P_PIDFD, static_cast<id_t>(descriptor), &end, WEXITED | WNOHANG) != 0) {
    is_lost = has_ended = true;
    return true;
  }
  if (end.si_pid == 0) return false;
  has_ended = true;
  status = end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
  return true;
}

ProcessParts::~ProcessParts() {
  if (descriptor < 0) return;
  if (!has_ended) {
    pidfd_send_signal(descriptor, SIGKILL, nullptr, 0);
    siginfo_t end{};
    while (waitid(P_PIDFD, static_cast<id_t>(descriptor), &end, WEXITED) != 0 && errno == EINTR) {
    }
  }
  if (kernel::Scheduler::running() == nullptr) {
    close(descriptor);
  } else {
    close_descriptor(descriptor);
  }
}

namespace {

/// The ends that the program gets. Closed here once it has them.
class Given {
 public:
  Given() noexcept { posix_spawn_file_actions_init(&actions); }
  ~Given() {
    posix_spawn_file_actions_destroy(&actions);
    for (const int each : descriptors_) {
      if (each >= 0) close(each);
    }
  }
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;

  /// Gives our end of a new pipe; -1 if there is none to be.
  int redirect(Redirect where, int stream) noexcept {
    if (where == Redirect::null) {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    } else if (where == Redirect::output) {
      posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, stream);
    }
    int ends[2];
    if (where != Redirect::pipe || pipe2(ends, O_CLOEXEC) != 0) return -1;
    const bool goes_there = stream == STDIN_FILENO;
    descriptors_[stream] = ends[goes_there ? 0 : 1];
    posix_spawn_file_actions_adddup2(&actions, descriptors_[stream], stream);
    return ends[goes_there ? 1 : 0];
  }

  posix_spawn_file_actions_t actions;

 private:
  int descriptors_[3] = {-1, -1, -1};
};

/// Gives an errno, 0 if it runs.
int spawn(const std::vector<std::string>& words, const Given& given, pid_t& pid) noexcept {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigaddset(&signals, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  const int error =
      posix_spawnp(&pid, pointers[0], &given.actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  return error;
}

/// Gives an errno, 0 if its end will be known, or has come and is lost.
int watch_process(ProcessParts& parts) noexcept {
  parts.descriptor = pidfd_open(parts.pid, 0);
  if (parts.descriptor >= 0) return 0;
  const int error = errno;
  parts.is_lost = parts.has_ended = error == ESRCH;
  if (parts.has_ended) return 0;
  kill(parts.pid, SIGKILL);
  waitpid(parts.pid, nullptr, 0);
  return error;
}

Coro<> send_input(ProcessParts& parts, std::string text) {
  if (!parts.input->is_pipe) co_return;
  StreamWriter& writer = parts.input->stream;
  const auto sent = co_await as_result(writer.awrite(text));
  const bool reads_no_more = sent.error() == Error::os(EPIPE);
  if (!sent.ok() && !reads_no_more) co_await fail(sent.error());
  writer.close();
  (void)co_await as_result(writer.wait_closed());
}

Coro<std::string> read_all(std::optional<ProcessStream<StreamReader>>& from) {
  std::string text;
  while (from->is_pipe) {
    const std::string_view some = co_await from->stream.read();
    if (some.empty()) break;
    text += some;
  }
  co_return text;
}

}  // namespace

Coro<Process> start_process(ProcessOptions options, std::vector<std::string> words) {
  Process::Parts parts(new ProcessParts);
  int error = 0;
  {
    Given given;
    const int input = given.redirect(options.input, STDIN_FILENO);
    const int output = given.redirect(options.output, STDOUT_FILENO);
    const int errors = given.redirect(options.errors, STDERR_FILENO);
    parts->input.emplace(input, input >= 0 ? options.write_limit : 1);
    parts->output.emplace(output, output >= 0 ? options.limit : 1);
    parts->errors.emplace(errors, errors >= 0 ? options.limit : 1);
    const bool has_all = (options.input == Redirect::pipe) == parts->input->is_pipe &&
                         (options.output == Redirect::pipe) == parts->output->is_pipe &&
                         (options.errors == Redirect::pipe) == parts->errors->is_pipe;
    error = has_all ? spawn(words, given, parts->pid) : EMFILE;
  }
  if (error == 0) error = watch_process(*parts);
  if (error != 0) {
    const std::string text = words.front() + ": " + std::strerror(error);
    co_await fail(Error::os(error, text.c_str()));
  }
  co_return Process(std::move(parts));
}

}  // namespace detail

StreamWriter& Process::input() const noexcept { return parts_->input->stream; }
StreamReader& Process::output() const noexcept { return parts_->output->stream; }
StreamReader& Process::errors() const noexcept { return parts_->errors->stream; }
pid_t Process::pid() const noexcept { return parts_->pid; }
bool Process::has_ended() const noexcept { return parts_->has_ended; }

Coro<int> Process::wait() const {
  detail::ProcessParts& parts = *parts_;
  while (!parts.has_ended && !parts.take_end()) co_await readable(parts.descriptor);
  if (parts.is_lost) co_await fail(Error::os(ECHILD));
  co_return parts.status;
}

Coro<ProcessOutput> Process::communicate(std::string text) const {
  detail::ProcessParts& parts = *parts_;
  auto [sent, output, errors] =
      co_await gather(detail::send_input(parts, std::move(text)), detail::read_all(parts.output),
                      detail::read_all(parts.errors));
  (void)co_await as_result(wait());
  co_return ProcessOutput{std::move(output), std::move(errors)};
}

void Process::send_signal(int number) const noexcept {
  if (!has_ended()) pidfd_send_signal(parts_->descriptor, number, nullptr, 0);
}
void Process::terminate() const noexcept { send_signal(SIGTERM); }
void Process::kill() const noexcept { send_signal(SIGKILL); }

}  // namespace uasyncio
