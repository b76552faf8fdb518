// SPDX-License-Identifier: MIT
// The contract of streams as a suite: give it a type of two connected devices, and it checks every
// sentence that include/uasyncio/stream says of readers, writers and devices. For tests of devices
// of your own, with any test framework, on any port.
#pragma once

#include "uasyncio/core/loop.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/stream/writer.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <span>

namespace uasyncio::testing {

/// What is between two devices.
struct StreamTraits {
  bool goes_both_ways = true;   // a pipe goes from left to right only
  bool has_half_close = true;   // the end of what one side writes reaches the other side
  bool tells_of_losses = true;  // the end of one device reaches the other one
};

/// Two devices with readers and writers, of small buffers so that these are full soon. For the
/// tasks and the plain code of one loop; the devices must outlive it.
class StreamEnds {
 public:
  static constexpr std::size_t reader_size = 64;
  static constexpr std::size_t writer_size = 32;

  StreamEnds(Device& left, Device& right) noexcept
      : left_reader(left), right_reader(right), left_writer(left), right_writer(right) {}

  /// Remembers the first sentence that is not true, a literal. Gives `is_true`.
  bool expect(bool is_true, const char* sentence) noexcept {
    if (!is_true && broken == nullptr) broken = sentence;
    return is_true;
  }

  BufferedReader<reader_size> left_reader, right_reader;
  BufferedWriter<writer_size> left_writer, right_writer;
  const char* broken = nullptr;
};

struct StreamCheck {
  const char* name;
  Coro<> (*run)(StreamEnds&);
  StreamTraits needs;

  bool fits(const StreamTraits& traits) const noexcept {
    return (traits.goes_both_ways || !needs.goes_both_ways) &&
           (traits.has_half_close || !needs.has_half_close) &&
           (traits.tells_of_losses || !needs.tells_of_losses);
  }
};

/// All of them, for the whole program. From anywhere.
std::span<const StreamCheck> stream_checks() noexcept;

/// Runs one check on a new `Pair`, which has devices `left` and `right`, in a loop of its own on
/// `port`. Null if all is well, or the sentence that is not true. Not from a task.
template <class Pair>
const char* run_stream_check(const StreamCheck& check, Port& port) {
  constexpr int seconds_at_most = 60;
  Loop loop(port);
  Pair pair;
  StreamEnds ends(pair.left, pair.right);
  const auto result = loop.run_until_complete(wait_for(check.run(ends), seconds_at_most));
  if (!result.ok()) ends.expect(false, result.error().name());
  loop.close();
  return ends.broken;
}

/// Runs all that fit, and calls `report(check, sentence)` for each that fails. How many that were.
/// Not from a task.
template <class Pair, class Report>
unsigned run_stream_suite(Port& port, const StreamTraits& traits, Report report) {
  unsigned failed = 0;
  for (const StreamCheck& check : stream_checks()) {
    if (!check.fits(traits)) continue;
    const char* const sentence = run_stream_check<Pair>(check, port);
    if (sentence == nullptr) continue;
    report(check, sentence);
    ++failed;
  }
  return failed;
}

}  // namespace uasyncio::testing
