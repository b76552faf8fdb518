// SPDX-License-Identifier: MIT
// The second stage of the boot (datasheet, 2.8.1): the boot ROM copies the first 256 bytes of the
// flash into RAM, compares their checksum, and calls them. They make the flash readable at its
// address with the one command that every chip knows, and start the program at its vector table.
#include <array>
#include <cstddef>
#include <cstdint>

namespace uasyncio::rp2040 {
namespace {

constexpr std::uint32_t vector_table = 0x1000'0100;

// A program of eleven instructions: stores words, as its table says, and jumps.
constexpr std::array<std::uint16_t, 12> code = {
    0xA005,          //       adr  r0, table
    0xC806,          // next: ldmia r0!, {r1, r2}
    0x2900,          //       cmp  r1, #0
    0xD001,          //       beq  start
    0x600A,          //       str  r2, [r1]
    0xE7FA,          //       b    next
    0xCA03,          // start: ldmia r2!, {r0, r1}
    0xF380, 0x8808,  //       msr  msp, r0
    0x4708,          //       bx   r1
    0xBF00, 0xBF00,  //       nop, nop: the table is aligned
};

struct Store {
  std::uint32_t address;
  std::uint32_t value;
};

// 4.10.13 "SSI: List of Registers". A frame is 32 bits that follow 8 bits of command and 24 of
// address, on one line, at a quarter of the system clock.
constexpr std::uint32_t ssi = 0x1800'0000;
constexpr std::array<Store, 8> table = {{
    {ssi + 0x08, 0},                                // SSIENR: off, or nothing can be set up
    {ssi + 0x14, 4},                                // BAUDR
    {ssi + 0x00, 31u << 16 | 3u << 8},              // CTRLR0: 32 bits, sends before it receives
    {ssi + 0x04, 0},                                // CTRLR1: one frame
    {ssi + 0xF4, 0x03u << 24 | 2u << 8 | 6u << 2},  // SPI_CTRLR0: "read data", its lengths
    {ssi + 0x08, 1},                                // on
    {0xE000'ED08, vector_table},                    // VTOR
    {0, vector_table},                              // the end: r2 is where to start
}};

using Image = std::array<std::uint8_t, 256>;

constexpr void put(Image& image, std::size_t place, std::uint32_t value, std::size_t bytes) {
  for (std::size_t index = 0; index < bytes; ++index) {
    image[place + index] = static_cast<std::uint8_t>(value >> 8 * index);
  }
}

// 2.8.1.3.1 "Checksum": the polynomial 0x04C1'1DB7, highest bit first, starts with ones.
template <class Bytes>
constexpr std::uint32_t checksum(const Bytes& bytes, std::size_t size) {
  std::uint32_t sum = 0xFFFF'FFFF;
  for (std::size_t index = 0; index < size; ++index) {
    sum ^= static_cast<std::uint32_t>(bytes[index]) << 24;
    for (int bit = 0; bit < 8; ++bit) sum = sum << 1 ^ ((sum >> 31) * 0x04C1'1DB7);
  }
  return sum;
}
static_assert(checksum("123456789", 9) == 0x0376'E6E7);  // the check value of CRC-32/MPEG-2

constexpr Image make_image() {
  Image image{};
  std::size_t place = 0;
  for (const std::uint16_t instruction : code) {
    put(image, place, instruction, 2);
    place += 2;
  }
  for (const Store& store : table) {
    put(image, place, store.address, 4);
    put(image, place + 4, store.value, 4);
    place += 8;
  }
  put(image, 252, checksum(image, 252), 4);
  return image;
}

}  // namespace
}  // namespace uasyncio::rp2040

// External, or the linker's script does not find it.
extern "C" {
extern const uasyncio::rp2040::Image boot2;
[[gnu::section(".boot2"), gnu::used]] constinit const uasyncio::rp2040::Image boot2 =
    uasyncio::rp2040::make_image();
}
