// SPDX-License-Identifier: MIT
// Of `./run --trace FILE`: the trace of a whole program, for which the program need not be changed.
// An object of its own that only such programs link. The file is opened first, so that a mistake in
// its name is told before the program runs and not after it.
#include "uasyncio/trace/trace.hpp"

#include "uasyncio/kernel/report.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

namespace uasyncio {
namespace {

std::FILE* output = nullptr;

class TraceFile {
 public:
  TraceFile() {
    const char* const path = std::getenv("UASYNCIO_TRACE_FILE");
    if (path == nullptr) return;
    output = std::fopen(path, "w");
    if (output == nullptr) {
      kernel::Report() << "cannot write the trace to " << path << ": " << std::strerror(errno)
                       << "\n";
      std::exit(EXIT_FAILURE);
    }
    room_ = std::make_unique_for_overwrite<TraceEntry[]>(most_entries);
    recorder_.emplace(std::span(room_.get(), most_entries));
  }
  ~TraceFile() {
    if (!recorder_) return;
    recorder_->write_json(
        [](const char* text, std::size_t length) { std::fwrite(text, 1, length, output); });
    if (std::fclose(output) != 0) kernel::Report() << "the trace is not whole\n";
    if (recorder_->lost() != 0) {
      kernel::Report() << "the trace has the last " << recorder_->size() << " events; "
                       << recorder_->lost() << " before are lost\n";
    }
  }

 private:
  static constexpr std::size_t most_entries = 1'000'000;  // 32 MB, of which only what is used
  std::unique_ptr<TraceEntry[]> room_;
  std::optional<TraceRecorder> recorder_;
};

const TraceFile trace_file;

}  // namespace
}  // namespace uasyncio
