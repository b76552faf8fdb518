// SPDX-License-Identifier: MIT
// Who watches an object learns of its end, in whatever order witnesses come and go.
#include "uasyncio/kernel/mortal.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <optional>

using uasyncio::kernel::Mortal;
using uasyncio::kernel::Witness;

namespace {

TEST(Witness, SeesTheEndOfWhatItWatches) {
  auto mortal = std::make_unique<Mortal>();
  const Witness first(*mortal);
  const Witness second(*mortal);
  EXPECT_FALSE(first.saw_the_end() || second.saw_the_end());
  mortal.reset();
  EXPECT_TRUE(first.saw_the_end() && second.saw_the_end());
}

TEST(Witness, MayGoBeforeInAnyOrder) {
  for (int gone = 0; gone != 3; ++gone) {
    std::optional<Mortal> mortal(std::in_place);
    std::optional<Witness> witnesses[3];
    for (auto& witness : witnesses) witness.emplace(*mortal);
    witnesses[gone].reset();
    mortal.reset();
    for (const auto& witness : witnesses) {
      if (witness) {
        EXPECT_TRUE(witness->saw_the_end());
      }
    }
  }
}

}  // namespace
