// SPDX-License-Identifier: MIT
// Two ends of an I2C link without pins or a bus: what arrives, whatever is said.
#include <uasyncio/drivers/link/asi2c_script.hpp>
#include <uasyncio/testing/chance.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <string>

using uasyncio::Error;
using uasyncio::detail::Asi2cScript;
using uasyncio::testing::Chance;
using Deed = Asi2cScript::Deed;

namespace {

struct ScriptEnd {
  ScriptEnd(bool is_initiator, bool is_original)
      : script(is_initiator, is_original, std::span(out), std::span(in)) {
    script.begin();
  }
  bool write(std::string_view text) {
    return script.write(std::as_bytes(std::span(text.data(), text.size()))) == text.size();
  }
  std::string read(std::size_t most = 100) {
    std::string text(most, '\0');
    text.resize(script.read(std::as_writable_bytes(std::span(text.data(), most))));
    return text;
  }

  std::uint8_t out[22];
  std::uint8_t in[22];
  Asi2cScript script;
  bool line = false;
  std::uint8_t wire[32] = {};
};

/// Both ends of one link; each deed of one follows as soon as the other lets it.
struct ScriptPair {
  explicit ScriptPair(bool is_original = false)
      : initiator(true, is_original), responder(false, is_original) {}

  /// An exchange; how it ended.
  Error exchange() {
    initiator.script.begin_exchange();
    responder.script.begin_exchange();
    bool is_prepared = false;
    bool is_over = false;
    for (int steps = 0; steps != 200; ++steps) {
      Error error = step(initiator, responder, is_prepared, is_over);
      if (!error) error = step(responder, initiator, is_prepared, is_over);
      if (error) return error;
      if (initiator.script.next() == Deed::end && responder.script.next() == Deed::end) {
        EXPECT_FALSE(initiator.line || responder.line) << "both lines are low again";
        return Error::none;
      }
    }
    return Error::timeout;
  }

  ScriptEnd initiator;
  ScriptEnd responder;
  std::function<void(std::span<std::uint8_t>)> damage = [](std::span<std::uint8_t>) {};

 private:
  Error step(ScriptEnd& end, ScriptEnd& peer, bool& is_prepared, bool& is_over) {
    const bool is_responder = &end == &responder;
    switch (end.script.next()) {
      case Deed::raise: end.line = true; break;
      case Deed::lower: end.line = false; break;
      case Deed::wait_high:
        if (!peer.line) return Error::none;
        break;
      case Deed::wait_low:
        if (peer.line) return Error::none;
        break;
      case Deed::prepare:
        if (is_responder) {
          EXPECT_TRUE(is_prepared) << "the controller comes after the target";
          move(end, peer);
          is_over = true;
        }
        is_prepared = !is_responder;
        break;
      case Deed::finish:
        if (!is_responder && !is_over) return Error::none;
        if (!is_responder) is_over = false;
        break;
      case Deed::pause: break;
      case Deed::end: return Error::none;
    }
    return end.script.take();
  }
  void move(ScriptEnd& controller, ScriptEnd& target) {
    ScriptEnd& from = controller.script.sends() ? controller : target;
    ScriptEnd& to = controller.script.sends() ? target : controller;
    const auto bytes = from.script.block();
    const auto room = to.script.block();
    ASSERT_EQ(bytes.size(), room.size());
    std::memcpy(room.data(), bytes.data(), bytes.size());
    damage(room);
  }
};

TEST(Asi2cScript, BlocksGoBothWaysInOneExchange) {
  for (const bool is_original : {false, true}) {
    ScriptPair link(is_original);
    EXPECT_FALSE(link.exchange()) << "both say that they are ready";
    EXPECT_TRUE(link.initiator.write("from the Initiator"));
    EXPECT_TRUE(link.responder.write("from the Responder"));
    EXPECT_FALSE(link.exchange());
    EXPECT_EQ(link.responder.read(), "from the Initiator");
    EXPECT_EQ(link.initiator.read(), "from the Responder");
    EXPECT_FALSE(link.exchange());
    EXPECT_FALSE(link.initiator.script.has_unsent() || link.responder.script.has_unsent());
  }
}

TEST(Asi2cScript, TheOriginalsHeaderIsTheLengthAndTheHoldBit) {
  ScriptPair link(true);
  EXPECT_FALSE(link.exchange());
  EXPECT_TRUE(link.initiator.write("abc"));
  link.initiator.script.begin_exchange();
  const auto header = link.initiator.script.block();
  ASSERT_EQ(header.size(), 2u);
  EXPECT_EQ(header[0], 3);
  EXPECT_EQ(header[1], 0);
}

TEST(Asi2cScript, WhoHasNotReadHoldsThePeerBack) {
  ScriptPair link;
  EXPECT_FALSE(link.exchange());
  EXPECT_TRUE(link.initiator.write("one"));
  EXPECT_FALSE(link.exchange());
  EXPECT_TRUE(link.initiator.write("two"));
  for (int n = 0; n != 3; ++n) EXPECT_FALSE(link.exchange());
  EXPECT_EQ(link.responder.read(1), "o");
  EXPECT_FALSE(link.exchange());
  EXPECT_TRUE(link.initiator.script.has_unsent()) << "a part is not all";
  EXPECT_EQ(link.responder.read(), "ne");
  for (int n = 0; n != 2; ++n) EXPECT_FALSE(link.exchange());
  EXPECT_EQ(link.responder.read(), "two");
}

TEST(Asi2cScript, ADamagedPayloadIsSentAgainAndADamagedHeaderIsToldAtOnce) {
  ScriptPair link;
  EXPECT_FALSE(link.exchange());
  EXPECT_TRUE(link.initiator.write("payload"));
  link.damage = [](std::span<std::uint8_t> bytes) {
    if (bytes.size() == 9) bytes[4] ^= 4;
  };
  EXPECT_FALSE(link.exchange());
  EXPECT_EQ(link.responder.script.damaged(), 1);
  EXPECT_EQ(link.responder.read(), "");
  link.damage = [](std::span<std::uint8_t>) {};
  EXPECT_FALSE(link.exchange());
  EXPECT_EQ(link.responder.read(), "payload");
  link.damage = [](std::span<std::uint8_t> bytes) { bytes[0] ^= 1; };
  EXPECT_EQ(link.exchange(), Error::os(EIO));
}

TEST(Asi2cScript, APeerThatHasBegunAnewIsOutOfStep) {
  ScriptPair link;
  EXPECT_FALSE(link.exchange());
  EXPECT_TRUE(link.initiator.write("before"));
  EXPECT_FALSE(link.exchange());
  link.responder.script.begin();
  EXPECT_EQ(link.exchange(), Error::os(EPROTO));
}

TEST(OriginalDefectsOfAsi2c, ALongMessageIsABlockAndNeverTheHoldBit) {
  std::uint8_t out[0x9000];
  std::uint8_t in[8];
  Asi2cScript script(false, true, out, in);
  const std::string text(0x8003, 'x');
  EXPECT_EQ(script.write(std::as_bytes(std::span(text.data(), text.size()))), 0x7FFFu);
}

TEST(OriginalDefectsOfAsi2c, AMessageWithoutRoomIsToldAndWritesNothing) {
  for (const bool is_original : {false, true}) {
    ScriptPair link(is_original);
    std::uint8_t small[6] = {};
    ScriptEnd& responder = link.responder;
    responder.script = Asi2cScript(false, is_original, responder.out, std::span(small, 5));
    link.responder.script.begin();
    EXPECT_FALSE(link.exchange());
    EXPECT_TRUE(link.initiator.write("four"));
    EXPECT_EQ(link.exchange(), Error::os(EMSGSIZE));
    EXPECT_EQ(small[0], 0);
  }
}

/// Texts with numbers in both directions while bits are wrong, and ends begin anew, by seed.
TEST(Asi2cScript, NothingIsLostDoubledOrChangedWithoutAnError) {
  const char* rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 20'000;
  Chance chance(3);
  ScriptPair link;
  link.damage = [&](std::span<std::uint8_t> bytes) {
    if (chance.one_in(30)) bytes[chance.next() % bytes.size()] ^= 1u << chance.next() % 8;
  };
  struct Way {
    ScriptEnd& from;
    ScriptEnd& to;
    unsigned sent = 0, expected = 0, may_be_lost = 0, arrived = 0;
  };
  Way ways[] = {{link.initiator, link.responder}, {link.responder, link.initiator}};
  for (long long n = 0; n != count; ++n) {
    for (Way& way : ways) {
      if (!way.from.script.has_unsent() && way.from.write(std::to_string(way.sent))) ++way.sent;
    }
    if (chance.one_in(2'000) || link.exchange()) {
      for (ScriptEnd* end : {&link.initiator, &link.responder}) {
        end->script.begin();
        end->line = false;
      }
      for (Way& way : ways) way.may_be_lost = way.sent;
    }
    for (Way& way : ways) {
      const std::string text = way.to.read();
      if (text.empty()) continue;
      const auto number = static_cast<unsigned>(std::stoul(text));
      ASSERT_EQ(std::to_string(number), text);
      ASSERT_GE(number, way.expected) << "doubled";
      ASSERT_TRUE(number == way.expected || number <= way.may_be_lost) << "lost";
      way.expected = number + 1;
      ++way.arrived;
    }
  }
  for (const Way& way : ways) EXPECT_GT(way.arrived, count / 4);
}

/// Whatever a peer says, nothing is written where there is no room; the link ends with an error.
TEST(Asi2cFuzz, HostileHeadersAreAnErrorOrABlockThatFits) {
  const char* rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 100'000;
  Chance chance(8);
  for (const bool is_original : {false, true}) {
    ScriptEnd end(false, is_original);
    for (long long n = 0; n != count; ++n) {
      end.script.begin_exchange();
      Error error;
      while (!error && end.script.next() != Deed::end) {
        const auto block = end.script.block();
        ASSERT_LE(block.size(), 22u);
        if (end.script.next() == Deed::finish && !end.script.sends()) {
          for (std::uint8_t& byte : block) byte = static_cast<std::uint8_t>(chance.next());
          if (block.size() == 2 && chance.one_in(2)) block[1] &= 0x80;
        }
        error = end.script.take();
      }
      if (chance.one_in(4)) (void)end.read(chance.next() % 30);
      if (error) end.script.begin();
    }
  }
}

}  // namespace
