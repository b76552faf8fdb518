// SPDX-License-Identifier: MIT
#include <cerrno>
#include <gtest/gtest.h>
#include <string>
#include <uasyncio/stream/memory_pair.hpp>

using uasyncio::Attempt;
using uasyncio::Error;
using uasyncio::MemoryEnd;
using uasyncio::MemoryPair;

namespace {

Attempt write(MemoryEnd& end, std::string_view text) {
  return end.try_write(std::as_bytes(std::span(text)));
}

std::string read(MemoryEnd& end, std::size_t most) {
  std::string text(most, ' ');
  const Attempt attempt = end.try_read(std::as_writable_bytes(std::span(text)));
  if (attempt.is_end()) return "end";
  if (attempt.has_failed()) return "failed";
  text.resize(attempt.has_moved() ? attempt.count() : 0);
  return text;
}

TEST(MemoryPair, IsARingEachWay) {
  MemoryPair<4> pair;
  EXPECT_EQ(write(pair.left, "abcdef"), Attempt::moved(4));
  EXPECT_EQ(write(pair.left, "x"), Attempt::would_block());
  EXPECT_EQ(write(pair.right, "yz"), Attempt::moved(2));
  EXPECT_EQ(read(pair.right, 3), "abc");
  EXPECT_EQ(write(pair.left, "ghi"), Attempt::moved(3));
  EXPECT_EQ(read(pair.right, 9), "d");  // up to the end of the ring
  EXPECT_EQ(read(pair.right, 9), "ghi");
  EXPECT_EQ(read(pair.right, 9), "");
  EXPECT_EQ(read(pair.left, 9), "yz");
}

TEST(MemoryPair, HasHalfCloseAndReset) {
  MemoryPair<8> pair;
  EXPECT_EQ(write(pair.left, "last"), Attempt::moved(4));
  EXPECT_EQ(pair.left.finish_writing(), Attempt::moved(0));
  EXPECT_EQ(write(pair.left, "x"), Attempt::failed(Error::os(EPIPE)));
  EXPECT_EQ(read(pair.right, 9), "last");
  EXPECT_EQ(read(pair.right, 9), "end");
  EXPECT_EQ(write(pair.right, "answer"), Attempt::moved(6));
  pair.left.close();  // with bytes that it has not read
  EXPECT_EQ(read(pair.right, 9), "failed");
  EXPECT_EQ(write(pair.right, "x"), Attempt::failed(Error::os(ECONNRESET)));
}

}  // namespace
