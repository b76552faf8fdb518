// SPDX-License-Identifier: MIT
// What Python raises where uasyncio says false and reports it: the report is left out.
#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace transcript {

/// While it lives, reports go nowhere.
class NoReports {
 public:
  NoReports() : stderr_(dup(STDERR_FILENO)) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  ~NoReports() {
    dup2(stderr_, STDERR_FILENO);
    close(stderr_);
  }
  NoReports(const NoReports&) = delete;
  NoReports& operator=(const NoReports&) = delete;

 private:
  int stderr_;
};

/// What `function` makes of something that cannot be done: "fine", or `error` if it says false.
template <class Function>
const char* attempt(const char* error, Function function) {
  const NoReports no_reports;
  return function() ? "fine" : error;
}

}  // namespace transcript
