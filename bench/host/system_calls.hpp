// SPDX-License-Identifier: MIT
// Counts system calls exactly: a program of the echo benchmark runs under ptrace twice, with
// different numbers of round trips over one connection. The difference is what they take.
#pragma once

#include "bench/harness.hpp"

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace system_calls {

using Command = std::vector<std::string>;

/// A program of this build.
inline std::string built(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename(name);
}

[[noreturn]] inline void become(const Command& command) {
  ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  if (std::freopen("/dev/null", "w", stdout) == nullptr) std::abort();
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execv(words[0], words.data());
  std::abort();
}

/// Those of its first process and thread.
inline long count_of(const Command& command) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) become(command);
  int status = 0;
  waitpid(child, &status, 0);
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  constexpr int call = SIGTRAP | 0x80;
  long stops = 0;  // at the begin of each call, and at its end
  int signal = 0;
  for (;;) {
    ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return stops / 2;
    signal = WSTOPSIG(status) == call ? 0 : WSTOPSIG(status);
    if (signal == 0) ++stops;
  }
}

/// Reports what a round trip takes in a server of the echo benchmark, to a hundredth: the begin and
/// the end of a run may differ by a call.
inline int report(const Command& server) {
  const auto with = [&](const char* round_trips) {
    Command command = server;
    command.insert(command.end(), {"1", round_trips});
    return count_of(command);
  };
  const long few = with("100");
  const long more = with("1100");
  bench::report("TCP echo, system calls of a round trip",
                std::round(static_cast<double>(more - few) / 10) / 100, "calls");
  return 0;
}

}  // namespace system_calls
