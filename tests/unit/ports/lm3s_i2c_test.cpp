// SPDX-License-Identifier: MIT
#include "ports/lm3s/i2c.cpp"  // with simulated registers

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using namespace uasyncio;
using machine::I2CRequest;
using machine::I2CStatus;

constexpr std::uintptr_t i2c0 = 0x4002'0000;
constexpr std::uintptr_t port_b = 0x4000'5000;

/// The controller's side of the wires, and a device that answers at one address; what happens on
/// the wires is a line of text. A byte takes until `pass_byte`.
class I2CChip : public SimulatedChip {
 public:
  static constexpr std::uint8_t device = 0x48;

  std::uint32_t read(std::uintptr_t address) override {
    if (address == i2c0 + 0x04) return status;
    return SimulatedChip::read(address);
  }
  void write(std::uintptr_t address, std::uint32_t value) override {
    SimulatedChip::write(address, value);
    if (address == i2c0 + 0x04) command(value);
    if (address == 0x400F'E044 && (value & 1u << 12) != 0) {
      status = 0;
      wire += "reset ";
    }
  }

  void command(std::uint32_t value) {
    if (value == 4) return stop();
    EXPECT_EQ(value & 1, 1u) << "there is no such command";
    EXPECT_EQ(status & 1, 0u) << "a command while it is busy";
    command_ = value;
    status |= 1;
    if (is_qemu) return run_at_once();
  }
  /// What is on the way arrives, and interrupts.
  void pass_byte() {
    status &= ~1u;
    run();
    i2c0_handler();
  }
  void pass_bytes() {
    while ((status & 1) != 0) pass_byte();
  }

  std::string wire;
  std::uint32_t status = 0;
  int acknowledges = 100;  // so many bytes, the address too
  bool loses = false;
  bool is_qemu = false;
  bool interrupts = false;  // QEMU's: whether one is pending
  std::uint8_t answer = 0x19;

 private:
  void run() {
    if (loses) {
      status = 1u << 1 | 1u << 4;
      return;
    }
    status &= ~(1u << 1 | 1u << 2 | 1u << 3);
    if ((command_ & 2) != 0 && !send_address()) return;
    (registers[i2c0] & 1) != 0 ? read_byte() : write_byte();
    if ((command_ & 4) != 0) stop();
  }
  bool send_address() {
    wire += (status & 1u << 6) != 0 ? "R" : "S";
    wire += hex(registers[i2c0] >> 1) + ((registers[i2c0] & 1) != 0 ? "r " : "w ");
    status |= 1u << 6;
    if (registers[i2c0] >> 1 == device && acknowledges-- > 0) return true;
    status |= 1u << 1 | 1u << 2;
    if ((command_ & 4) != 0) stop();
    return false;
  }
  void read_byte() {
    registers[i2c0 + 8] = answer;
    wire += hex(answer++) + ((command_ & 8) != 0 ? "a " : "n ");
  }
  void write_byte() {
    wire += hex(registers[i2c0 + 8]) + " ";
    if (acknowledges-- <= 0) status |= 1u << 1 | 1u << 3;
  }
  void stop() {
    wire += "P ";
    status &= ~(1u << 6);
  }

  // hw/arm/stellaris.c: nothing takes time.
  void run_at_once() {
    status &= ~1u;
    const bool is_free = (status & 1u << 6) == 0;
    if ((command_ & 2) != 0 && is_free && registers[i2c0] >> 1 != device) {
      status |= 1u << 1 | 1u << 4;
      return;
    }
    if (!is_free) command_ &= ~2u;
    run();
    interrupts = true;
  }

  static std::string hex(std::uint32_t value) {
    const char* const digits = "0123456789ABCDEF";
    return {digits[value >> 4 & 0xF], digits[value & 0xF]};
  }

  std::uint32_t command_ = 0;
};

/// As the bus has it.
class Transfer : public machine::I2CTransfer {
 public:
  explicit Transfer(const I2CRequest& request) : I2CTransfer(&on_done) { load(request); }
  std::string ended;

 private:
  static void on_done(machine::I2CTransfer& transfer, I2CStatus status) noexcept {
    static_cast<Transfer&>(transfer).ended += std::to_string(static_cast<int>(status));
  }
};

/// What happens on the wires, and how it ends.
std::string wire_of(I2CChip& chip, const I2CRequest& request) {
  lm3s::I2CController controller(0);
  Transfer transfer(request);
  controller.begin(transfer);
  chip.pass_bytes();
  while (std::exchange(chip.interrupts, false)) i2c0_handler();
  return std::exchange(chip.wire, {}) + transfer.ended;
}

const std::uint8_t out[] = {0x01, 0x02};
std::uint8_t in[2];

TEST(Lm3sI2C, SendsAndReads) {
  I2CChip chip;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x48}), "S48w 01 02 P 0");
  EXPECT_EQ(wire_of(chip, {.prefix = 0xAB, .prefix_size = 1, .address = 0x48}), "S48w AB P 0");
  EXPECT_EQ(wire_of(chip, {.in = in, .in_size = 2, .address = 0x48}), "S48r 19a 1An P 0");
  EXPECT_EQ(in[0], 0x19);
  EXPECT_EQ(in[1], 0x1A);
}

TEST(Lm3sI2C, RepeatsTheStart) {
  I2CChip chip;
  EXPECT_EQ(wire_of(chip, {.in = in, .prefix = 0, .in_size = 2, .prefix_size = 1, .address = 0x48}),
            "S48w 00 R48r 19a 1An P 0");
  EXPECT_EQ(wire_of(chip, {.out = out, .in = in, .out_size = 2, .in_size = 1, .address = 0x48}),
            "S48w 01 02 R48r 1Bn P 0");
}

TEST(Lm3sI2C, AnAddressAloneTakesAByteWithItThatIsDropped) {
  I2CChip chip;
  EXPECT_EQ(wire_of(chip, {.address = 0x48}), "S48r 19n P 0");
  EXPECT_EQ(wire_of(chip, {.address = 0x49}), "S49r P 19");
}

TEST(Lm3sI2C, TellsWhatWasNotAcknowledgedAndSendsAStop) {
  I2CChip chip;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x49}), "S49w P 19");
  chip.acknowledges = 1;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x48}), "S48w 01 P 5");
  chip.acknowledges = 2;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x48}), "S48w 01 02 P 5");
  chip.acknowledges = 2;
  EXPECT_EQ(wire_of(chip, {.out = out, .in = in, .out_size = 1, .in_size = 2, .address = 0x48}),
            "S48w 01 R48r P 19");
}

TEST(Lm3sI2C, IsKeptOutWhileTheBusIsAnothersOrIsLostToIt) {
  I2CChip chip;
  chip.status = 1u << 6;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x48}), "16");
  chip.status = 0;
  chip.loses = true;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x48}), "16") << "and no STOP";
}

TEST(Lm3sI2C, EndsAtEachByteIfItMustAndTouchesNothingAnyMore) {
  for (int bytes = 0; bytes < 4; ++bytes) {
    I2CChip chip;
    lm3s::I2CController controller(0);
    std::uint8_t buffer[2] = {0xEE, 0xEE};
    Transfer transfer({.in = buffer, .prefix = 5, .in_size = 2, .prefix_size = 1, .address = 0x48});
    controller.begin(transfer);
    for (int passed = 0; passed < bytes; ++passed) chip.pass_byte();
    const std::uint8_t before = buffer[0];
    EXPECT_EQ(controller.abort(), machine::Abort::now);
    i2c0_handler();  // what was pending
    EXPECT_EQ(buffer[0], before);
    EXPECT_EQ(buffer[1], bytes < 3 ? 0xEE : 0x1A);
    EXPECT_EQ(transfer.ended, bytes < 3 ? "" : "0") << bytes;
    EXPECT_EQ(chip.wire.find("reset") != std::string::npos, bytes < 3) << "lets go of both lines";
    EXPECT_FALSE(chip.is_set(0x400F'E044, 12)) << "works again";
    chip.wire.clear();
    Transfer next({.out = out, .out_size = 1, .address = 0x48});
    controller.begin(next);
    chip.pass_bytes();
    EXPECT_EQ(chip.wire + next.ended, "S48w 01 P 0");
  }
}

TEST(Lm3sI2C, ItsLinesAreOpenDrainAndCanBeMovedByHand) {
  I2CChip chip;
  lm3s::I2CController controller(0);
  const std::uint32_t both = 0b1100;
  EXPECT_EQ(chip.registers[port_b + 0x420], both) << "alternate function";
  EXPECT_EQ(chip.registers[port_b + 0x50C], both) << "open drain";
  controller.drive({.scl = true, .sda = false});
  EXPECT_EQ(chip.registers[port_b + 0x420], 0u) << "by hand";
  EXPECT_EQ(chip.registers[port_b + 0x400], 0b1000u) << "SDA is pulled low";
  EXPECT_EQ(chip.registers[port_b + (4u << 3)], 0u);
  controller.drive({.scl = true, .sda = true});
  EXPECT_EQ(chip.registers[port_b + 0x400], 0u);
  chip.registers[port_b + (4u << 2)] = 1u << 2;
  chip.registers[port_b + (4u << 3)] = 0;
  EXPECT_TRUE(controller.levels().scl);
  EXPECT_FALSE(controller.levels().sda);
  Transfer transfer({.out = out, .out_size = 1, .address = 0x48});
  controller.begin(transfer);
  EXPECT_EQ(chip.registers[port_b + 0x420], both) << "its own again";
  chip.pass_bytes();
}

TEST(Lm3sI2C, IsNeverFasterThanAskedFor) {
  for (const std::uint32_t frequency : {1'000u, 10'000u, 100'000u, 400'000u, 1'000'000u}) {
    I2CChip chip;
    lm3s::I2CController controller(0, frequency);
    const std::uint32_t period = 20 * (chip.registers[i2c0 + 0x0C] + 1);
    EXPECT_LE(12'500'000 / period, std::clamp(frequency, 4'883u, 400'000u));
    EXPECT_LT(chip.registers[i2c0 + 0x0C], 128u);
  }
}

TEST(Lm3sI2COfQemu, TellsThatNobodyAnswersAndWhatItCannotDo) {
  I2CChip chip;
  chip.is_qemu = true;
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x48}), "S48w 01 02 P 0");
  EXPECT_EQ(wire_of(chip, {.in = in, .in_size = 2, .address = 0x48}), "S48r 19a 1An P 0");
  EXPECT_EQ(wire_of(chip, {.out = out, .out_size = 2, .address = 0x49}), "19");
  EXPECT_EQ(wire_of(chip, {.in = in, .in_size = 2, .address = 0x49}), "19");
  EXPECT_EQ(wire_of(chip, {.out = out, .in = in, .out_size = 1, .in_size = 2, .address = 0x48}),
            "S48w 01 1Ba P 95");
  EXPECT_EQ(wire_of(chip, {.in = in, .in_size = 2, .address = 0x48}), "S48r 1Ca 1Dn P 0");
}

}  // namespace
