// SPDX-License-Identifier: MIT
// I2CBits: what is on the wires, clock by clock.
#include "uasyncio/drivers/bus/i2c_bits.hpp"

#include <gtest/gtest.h>
#include <string>

using uasyncio::I2CBits;
using uasyncio::machine::I2CRequest;
using uasyncio::machine::I2CStatus;
using uasyncio::machine::I2CTransfer;
using Cell = I2CBits::Cell;

namespace {

class Transfer : public I2CTransfer {
 public:
  explicit Transfer(const I2CRequest& request) : I2CTransfer(nullptr) { load(request); }
};

/// S a START, P a STOP, 0 and 1 what the controller drives, and where it lets go what `device` says
/// in its turn.
std::string wire(const I2CRequest& request, const char* device, I2CStatus expected) {
  Transfer transfer(request);
  I2CBits bits;
  bits.begin(transfer);
  std::string text;
  for (;;) {
    const Cell cell = bits.cell();
    bool level = bits.sda();
    if (cell == Cell::start) {
      text += 'S';
    } else if (cell == Cell::stop) {
      text += 'P';
    } else if (level && *device != '\0') {
      level = *device++ == '1';
      text += level ? '1' : '0';
    } else {
      text += level ? '1' : '0';
    }
    if (!bits.take(level)) break;
  }
  EXPECT_EQ(bits.status(), expected);
  return text;
}

TEST(I2cBits, WriteReadWithARepeatedStart) {
  const std::uint8_t out[] = {0xF5};
  std::uint8_t in[2] = {};
  // clang-format off
  EXPECT_EQ(wire({.out = out, .in = in, .out_size = 1, .in_size = 2, .address = 0x40},
                 "1" "0" "111111" "0" "1" "1" "0" "10100101" "11000011" "1", I2CStatus::ok),
            "S" "10000000" "0" "11110101" "0" "S" "10000001" "0" "10100101" "0" "11000011" "1" "P");
  // clang-format on
  EXPECT_EQ(in[0], 0xA5);
  EXPECT_EQ(in[1], 0xC3);
}

TEST(I2cBits, StopBehindARefusal) {
  const std::uint8_t out[] = {0};
  // clang-format off
  EXPECT_EQ(wire({.out = out, .out_size = 1, .address = 0}, "1", I2CStatus::no_device),
            "S" "00000000" "1" "P");
  EXPECT_EQ(wire({.out = out, .out_size = 1, .address = 0}, "01", I2CStatus::io),
            "S" "00000000" "0" "00000000" "1" "P");
  EXPECT_EQ(wire({.address = 0}, "0", I2CStatus::ok), "S" "00000000" "0" "P");
  // clang-format on
}

TEST(I2cBits, LeaveTheBusToWhoPullsItLow) {
  // clang-format off
  EXPECT_EQ(wire({.address = 0x55}, "100", I2CStatus::busy), "S" "100");
  // clang-format on
}

}  // namespace
