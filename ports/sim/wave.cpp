// SPDX-License-Identifier: MIT
// What a pin does over time, and what goes wrong on real ones: bouncing, glitches, clocks that are
// off. All chance comes from the Chance that is handed in, so that a seed gives the same wave
// again.
#include "uasyncio/testing/wave.hpp"

#include <algorithm>

namespace uasyncio::testing {

/// Steps at one instant keep their order. (With Clang, GCC's std::stable_sort is a warning.)
Wave Wave::of(std::vector<Step> steps, std::uint64_t length) {
  Wave wave(steps.front().level);
  wave.steps_.clear();
  for (const Step& step : steps) {
    const auto is_before = [](std::uint64_t at, const Step& each) { return at < each.at; };
    const auto behind =
        std::upper_bound(wave.steps_.begin(), wave.steps_.end(), step.at, is_before);
    wave.steps_.insert(behind, step);
  }
  wave.length_ = length;
  return wave;
}

Wave& Wave::stay(std::uint64_t length) {
  length_ += length;
  return *this;
}

Wave& Wave::change() {
  steps_.push_back({length_, !level()});
  return *this;
}

Wave& Wave::pulses(const std::vector<std::uint64_t>& lengths) {
  for (const std::uint64_t length : lengths) change().stay(length);
  return *this;
}

Wave Wave::bouncing(unsigned count, std::uint64_t length, Chance& chance) const {
  std::vector<Step> steps{steps_.front()};
  for (std::size_t n = 1; n != steps_.size(); ++n) {
    const Step step = steps_[n];
    steps.push_back(step);
    for (unsigned bounce = 0; bounce != 2 * count; ++bounce) {
      const auto later = static_cast<std::uint64_t>(chance.between(0, static_cast<int>(length)));
      steps.push_back({step.at + later, step.level});  // the level is set below
    }
    std::sort(steps.end() - 2 * count, steps.end(),
              [](const Step& a, const Step& b) { return a.at < b.at; });
    for (unsigned bounce = 0; bounce < 2 * count; bounce += 2) {
      (steps.end() - 2 * count + bounce)->level = !step.level;
    }
  }
  return of(std::move(steps), length_);
}

Wave Wave::glitching(unsigned count, std::uint64_t length, Chance& chance) const {
  Wave wave = *this;
  for (unsigned n = 0; n != count; ++n) {
    const auto start = static_cast<std::uint64_t>(chance.between(1, static_cast<int>(length_)));
    const auto end =
        start + static_cast<std::uint64_t>(chance.between(1, static_cast<int>(length)));
    const auto first = std::find_if(wave.steps_.begin(), wave.steps_.end(),
                                    [start](const Step& step) { return step.at >= start; });
    if (first != wave.steps_.end() && first->at <= end) continue;  // not into an edge
    const bool level = (first - 1)->level;
    wave.steps_.insert(first, {{start, !level}, {end, level}});
  }
  return wave;
}

Wave Wave::stretched(std::uint32_t per_mille) const {
  Wave wave = *this;
  for (Step& step : wave.steps_) step.at = step.at * per_mille / 1000;
  wave.length_ = length_ * per_mille / 1000;
  return wave;
}

Wave Wave::jittered(std::uint64_t length, Chance& chance) const {
  Wave wave = *this;
  const auto most = static_cast<std::int64_t>(length);
  for (std::size_t n = 1; n != wave.steps_.size(); ++n) {
    const auto at = static_cast<std::int64_t>(wave.steps_[n].at) + chance.between(-most, most);
    const auto earliest = static_cast<std::int64_t>(wave.steps_[n - 1].at) + 1;
    wave.steps_[n].at = static_cast<std::uint64_t>(std::max(at, earliest));
  }
  return wave;
}

void Wave::play(SimPort& port, Pin& pin, Time start) const {
  for (const Step& step : steps_) {
    port.at(start + step.at, [&pin, level = step.level] { pin.set(level); });
  }
}

}  // namespace uasyncio::testing
