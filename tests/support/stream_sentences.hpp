// SPDX-License-Identifier: MIT
// What the suite of streams (testing/stream_suite.hpp) finds wrong, as text: "" is nothing.
#pragma once

#include <string>
#include <uasyncio/testing/sim_port.hpp>
#include <uasyncio/testing/stream_suite.hpp>

namespace stream_sentences {

template <class Pair>
std::string broken_on(uasyncio::Port& port, uasyncio::testing::StreamTraits traits = {}) {
  std::string text;
  uasyncio::testing::run_stream_suite<Pair>(
      port, traits, [&](const uasyncio::testing::StreamCheck& check, const char* sentence) {
        text += std::string(check.name) + ": " + sentence + "\n";
      });
  return text;
}

/// In virtual time.
template <class Pair>
std::string broken_sentences(uasyncio::testing::StreamTraits traits = {}) {
  uasyncio::SimPort port;
  return broken_on<Pair>(port, traits);
}

}  // namespace stream_sentences
