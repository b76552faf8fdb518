// Lines of text on a descriptor, each written at once: what a program has told before it crashed is
// what one wants to see. If nobody reads any more, the simulation goes on and tells nothing.
#include "panel_line.hpp"

#include "../unix/sigpipe.hpp"
#include "uasyncio/testing/panel.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

namespace uasyncio {
namespace {

class PanelLine final : public testing::Panel {
 public:
  explicit PanelLine(int descriptor) : descriptor_(descriptor) {
    constexpr int version = 1;
    constexpr int nanoseconds_per_microsecond = 1'000;
    send("uasyncio " + std::to_string(version) + " sim " +
         std::to_string(nanoseconds_per_microsecond));
  }

  void edge(const void* pin, const char* name, bool level) noexcept override {
    tell("pin " + name_of(pin, name) + (level ? " 1" : " 0"));
  }

 private:
  struct Known {
    const void* pin;
    const char* name;
    std::string shown;
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

  void tell(const std::string& what) {
    send("@" + std::to_string(to_microseconds(Alarm::now())) + "000 " + what);
  }

  void send(std::string line) {
    line += '\n';
    for (std::size_t sent = 0; descriptor_ >= 0 && sent != line.size();) {
      const ssize_t count = ::write(descriptor_, line.data() + sent, line.size() - sent);
      if (count < 0) {
        descriptor_ = -1;
      } else {
        sent += static_cast<std::size_t>(count);
      }
    }
  }

  int descriptor_;
  std::vector<Known> known_;
};

}  // namespace

void connect_panel() noexcept {
  const char* const text = std::getenv("UASYNCIO_PANEL");
  if (text == nullptr) return;
  int descriptor = -1;
  std::from_chars(text, text + std::strlen(text), descriptor);
  ignore_sigpipe();
  // By the first thread only, and to the end: global pins end last.
  [[maybe_unused]] static const auto* const line = testing::panel = new PanelLine(descriptor);
}

}  // namespace uasyncio
