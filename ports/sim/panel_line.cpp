// SPDX-License-Identifier: MIT
// Lines of text on a descriptor, each written at once: what a program has told before it crashed is
// what one wants to see. If nobody reads any more, the simulation goes on and tells nothing. If the
// descriptor is a socket, lines come back on it, and may ask for real time.
#include "panel_line.hpp"

#include "../unix/sigpipe.hpp"
#include "uasyncio/testing/panel.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace uasyncio {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t nanoseconds_per_microsecond = 1'000;

bool is_socket(int descriptor) {
  struct stat status{};
  return fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

/// A word of a line, which then begins behind it.
std::string_view next_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(word.size() + 1, line.size()));
  return word;
}

template <class Number>
Number number_of(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class PanelLine final : public testing::Panel {
 public:
  explicit PanelLine(int descriptor) : descriptor_(descriptor), hears_(is_socket(descriptor)) {
    constexpr int version = 1;
    send("uasyncio " + std::to_string(version) + " sim " +
         std::to_string(nanoseconds_per_microsecond));
    while (hears_ && !has_started_) hear();
  }

  void edge(const void* pin, const char* name, bool level) noexcept override {
    tell("pin " + name_of(pin, name) + (level ? " 1" : " 0"));
  }

  void listener(void* pin, const char* name, bool level, SetLevel set) noexcept override {
    const std::string& shown = name_of(pin, name);
    inputs_.erase(shown);
    if (set != nullptr) inputs_.emplace(shown, Input{pin, level, set});
    tell(set == nullptr ? "gone " + shown : "input " + shown + (level ? " 1" : " 0"));
  }

  void part(const void* pin, const char* name) noexcept override {
    tell("part " + name_of(pin, name));
  }

  std::int32_t reading(const void* source, const char* name,
                       testing::PanelValue value) noexcept override {
    const std::string& shown = name_of(source, name);
    const auto set = values_.find(shown);
    if (set != values_.end()) value.value = std::clamp(set->second, value.low, value.high);
    tell_if_new("value " + shown, std::to_string(value.value) + " " + std::to_string(value.low) +
                                      " " + std::to_string(value.high));
    return value.value;
  }

  void row(const void* display, const char* name, unsigned number,
           std::string_view text) noexcept override {
    std::string shown(text);
    std::replace_if(
        shown.begin(), shown.end(), [](char each) { return each < ' ' || each > '~'; }, '?');
    tell_if_new("row " + name_of(display, name) + " " + std::to_string(number), shown);
  }

  Instant pause(Instant now, Instant until) noexcept override {
    if (!commands_.empty()) until = std::min(until, std::max(now, commands_.begin()->first));
    if (!is_real_ || (!hears_ && until == never)) return until;
    constexpr Duration longest = from_milliseconds(1'000);  // and then it looks again
    const Instant real = reached();
    const Duration left = until <= real ? Duration{} : std::min(until - real, longest);
    pollfd wanted{hears_ ? descriptor_ : -1, POLLIN, 0};
    poll(&wanted, 1, static_cast<int>((to_microseconds(left) + 999) / 1'000));
    if (wanted.revents != 0) hear();
    return std::clamp(reached(), now, until);
  }

  void act() noexcept override {
    while (!commands_.empty() && commands_.begin()->first <= Alarm::now()) {
      const std::string command = commands_.begin()->second;
      commands_.erase(commands_.begin());
      obey(command);
    }
  }

 private:
  struct Known {
    const void* pin;
    const char* name;
    std::string shown;
  };
  struct Input {
    void* pin;
    bool idle;
    SetLevel set;
  };

  const std::string& name_of(const void* pin, const char* name) {
    for (const Known& each : known_) {
      if (each.pin == pin && each.name == name) return each.shown;
    }
    const auto others = std::count_if(known_.begin(), known_.end(), [name](const Known& each) {
      return std::strcmp(each.name, name) == 0;
    });
    std::string shown = name;
    std::replace_if(shown.begin(), shown.end(), [](char each) { return each <= ' '; }, '_');
    if (others != 0) shown += std::to_string(others + 1);
    known_.push_back({pin, name, std::move(shown)});
    return known_.back().shown;
  }

  // ---- what is told
  void tell_if_new(const std::string& what, const std::string& state) {
    std::string& told = told_[what];
    if (std::exchange(told, state) != state) tell(what + " " + state);
  }

  void tell(const std::string& what) {
    send("@" + std::to_string(to_microseconds(Alarm::now())) + "000 " + what);
  }

  void send(std::string line) {
    line += '\n';
    for (std::size_t sent = 0; descriptor_ >= 0 && sent != line.size();) {
      const ssize_t count = ::write(descriptor_, line.data() + sent, line.size() - sent);
      if (count >= 0) {
        sent += static_cast<std::size_t>(count);
      } else if (errno != EINTR) {
        descriptor_ = -1;
        hears_ = false;
      }
    }
  }

  // ---- what is asked for
  /// Waits for bytes; what they say is done when its time has come.
  void hear() {
    char bytes[512];
    const ssize_t count = recv(descriptor_, bytes, sizeof bytes, 0);
    if (count < 0 && errno == EINTR) return;
    hears_ = count > 0;
    if (!hears_) return;
    heard_.append(bytes, static_cast<std::size_t>(count));
    for (std::size_t end; (end = heard_.find('\n')) != std::string::npos;) {
      plan(std::string_view(heard_).substr(0, end));
      heard_.erase(0, end + 1);
    }
  }

  void plan(std::string_view line) {
    if (line.starts_with("start ")) {
      has_started_ = true;
      is_real_ = line == "start real";
      begin_ = Clock::now();
      return;
    }
    Instant when = is_real_ ? reached() : Instant{};
    if (line.starts_with('@')) {
      line.remove_prefix(1);
      when =
          at_microseconds(number_of<std::uint64_t>(next_word(line)) / nanoseconds_per_microsecond);
    }
    commands_.emplace(when, line);
  }

  void obey(std::string_view command) {
    const std::string_view word = next_word(command);
    const std::string name(next_word(command));
    if (word == "interrupt") {
      std::raise(SIGINT);
      return;
    }
    if (word == "set") {
      values_[name] = number_of<std::int32_t>(command);
      return;
    }
    const auto found = inputs_.find(name);
    if (found == inputs_.end()) return;
    const Input input = found->second;
    if (word == "pin") input.set(input.pin, command == "1");
    if (word == "press") input.set(input.pin, !input.idle);
    if (word == "release") input.set(input.pin, input.idle);
  }

  Instant reached() const {
    return at_microseconds(static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin_).count()));
  }

  int descriptor_;
  bool hears_;
  bool has_started_ = false;
  bool is_real_ = false;
  Clock::time_point begin_;
  std::string heard_;
  std::vector<Known> known_;
  std::map<std::string, Input> inputs_;
  std::map<std::string, std::int32_t> values_;
  std::map<std::string, std::string> told_;
  std::multimap<Instant, std::string> commands_;
};

}  // namespace

void connect_panel() noexcept {
  const char* const text = std::getenv("UASYNCIO_PANEL");
  if (text == nullptr) return;
  ignore_sigpipe();
  // By the first thread only, and to the end: global pins end last.
  [[maybe_unused]] static const auto* const line = testing::panel =
      new PanelLine(number_of<int>(text));
}

}  // namespace uasyncio
