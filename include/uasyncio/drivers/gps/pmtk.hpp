// SPDX-License-Identifier: MIT
// PMTK: what an MTK3329 or MTK3339 receiver can be told, and what it answers.
#pragma once

#include "uasyncio/drivers/gps/sentence_reader.hpp"
#include "uasyncio/port/error.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace uasyncio::pmtk {

/// A whole sentence for the receiver, with checksum and line end.
class Command {
 public:
  /// `text` without $ and checksum, at most 60 characters; anything may be sent so.
  explicit constexpr Command(std::string_view text) noexcept {
    for (const char character : text) add(character);
    close();
  }

  /// What is to be written: "$PMTK220,1000*1F\r\n". Empty if the command is not possible.
  constexpr std::string_view text() const noexcept {
    return is_possible_ ? std::string_view(characters_.data(), length_) : std::string_view();
  }
  /// False: a value is out of its range.
  constexpr bool is_possible() const noexcept { return is_possible_; }
  /// ValueError for the same.
  Error error() const noexcept {
    return is_possible_ ? Error::none : Error::value("pmtk: a value is out of its range");
  }
  /// What its acknowledgement names: 220; -1 if it is none that is acknowledged.
  constexpr int number() const noexcept { return number_; }

  /// What the functions below give for a value that is out of range.
  static constexpr Command impossible() noexcept {
    Command command;
    command.is_possible_ = false;
    return command;
  }
  /// `of(220, {1000})` is PMTK220,1000. At most 60 characters, or it is not possible.
  static constexpr Command of(int number, std::initializer_list<std::int32_t> values) noexcept {
    Command command;
    for (const char character : std::string_view("PMTK")) command.add(character);
    command.add_signed(number, 3);
    for (const std::int32_t value : values) {
      command.add(',');
      command.add_signed(value, 1);
    }
    command.close();
    return command;
  }

 private:
  static constexpr std::size_t most_characters = 60;

  constexpr Command() noexcept = default;
  constexpr void add(char character) noexcept {
    if (length_ <= most_characters) {
      characters_[length_++] = character;
    } else {
      is_possible_ = false;
    }
  }
  constexpr void add_signed(std::int32_t value, int digits) noexcept {
    if (value < 0) add('-');
    const auto bits = static_cast<std::uint32_t>(value);
    add_number(value < 0 ? 0 - bits : bits, digits);
  }
  constexpr void add_number(std::uint32_t value, int digits) noexcept {
    if (value >= 10 || digits > 1) add_number(value / 10, digits - 1);
    add(static_cast<char>('0' + value % 10));
  }
  constexpr void close() noexcept {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const std::string_view inner(characters_.data() + 1, length_ - 1U);
    const std::uint8_t sum = nmea::checksum(inner);
    if (inner.size() >= 7 && detail::part_of(inner, 0, 4) == "PMTK") {
      number_ = static_cast<std::int16_t>((inner[4] - '0') * 100 + (inner[5] - '0') * 10 +
                                          (inner[6] - '0'));
    }
    for (const char character : {'*', digits[sum / 16], digits[sum % 16], '\r', '\n'}) {
      characters_[length_++] = character;
    }
  }

  std::array<char, most_characters + 6> characters_{'$'};
  std::uint8_t length_ = 1;
  bool is_possible_ = true;
  std::int16_t number_ = -1;
};

/// One of 4800, 9600, 14400, 19200, 38400, 57600, 115200; the receiver's answer, if any, comes at
/// the new rate already.
constexpr Command baudrate(std::int32_t baud = 9'600) noexcept {
  for (const std::int32_t rate : {4'800, 9'600, 14'400, 19'200, 38'400, 57'600, 115'200}) {
    if (rate == baud) return Command::of(251, {baud});
  }
  return Command::impossible();
}

/// Milliseconds between two fixes, 100 to 10,000. At 9,600 baud 200 is too fast for all sentences.
constexpr Command update_interval(std::int32_t milliseconds = 1'000) noexcept {
  const bool is_possible = milliseconds >= 100 && milliseconds <= 10'000;
  return is_possible ? Command::of(220, {milliseconds}) : Command::impossible();
}

/// With every how many fixes a type of sentence comes, 0 to 5; 0: never.
struct Rates {
  std::int8_t gll = 0;
  std::int8_t rmc = 1;
  std::int8_t vtg = 1;
  std::int8_t gga = 1;
  std::int8_t gsa = 1;
  std::int8_t gsv = 5;
  std::int8_t chan = 0;

  bool operator==(const Rates&) const = default;
};

/// Which types of sentences come, and how often. Not possible if a rate is out of its range.
constexpr Command enable(const Rates& rates = {}) noexcept {
  const auto is_rate = [](std::int8_t rate) { return rate >= 0 && rate <= 5; };
  const bool is_possible = is_rate(rates.gll) && is_rate(rates.rmc) && is_rate(rates.vtg) &&
                           is_rate(rates.gga) && is_rate(rates.gsa) && is_rate(rates.gsv) &&
                           is_rate(rates.chan);
  if (!is_possible) return Command::impossible();
  return Command::of(314, {rates.gll, rates.rmc, rates.vtg, rates.gga, rates.gsa, rates.gsv, 0, 0,
                           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, rates.chan});
}

inline constexpr Command hot_start{"PMTK101"};
inline constexpr Command warm_start{"PMTK102"};
inline constexpr Command cold_start{"PMTK103"};
inline constexpr Command full_cold_start{"PMTK104"};  // factory settings
inline constexpr Command standby{"PMTK161,0"};
inline constexpr Command default_sentences{"PMTK314,-1"};
inline constexpr Command version{"PMTK605"};     // asks for it: answered by PMTK705
inline constexpr Command enabled{"PMTK414"};     // asks for it: answered by PMTK514
inline constexpr Command antenna{"PGCMD,33,1"};  // PGTOP tells of it from now on
inline constexpr Command no_antenna{"PGCMD,33,0"};

/// What PMTK001 says about a command.
enum class Ack : std::int8_t { none = -1, invalid, unsupported, failed, done };
/// What PGTOP says.
enum class Antenna : std::uint8_t { unknown, fault, internal, external };

/// What a receiver has answered. From one context at a time.
class Replies {
 public:
  /// A sentence that is none of nmea::Type. Whether it is an answer that is known, and whole.
  bool take(const nmea::Sentence& sentence) noexcept;

  /// The last PMTK001: of which command (-1: none yet), and what.
  int acknowledged() const noexcept { return acknowledged_; }
  Ack ack() const noexcept { return ack_; }
  /// Forgets it; before a command is sent.
  void forget_ack() noexcept {
    acknowledged_ = -1;
    ack_ = Ack::none;
  }
  Antenna antenna() const noexcept { return antenna_; }
  /// The first 31 characters of the firmware's version; empty before PMTK705 has come.
  std::string_view version() const noexcept { return {version_.data(), version_length_}; }
  /// What PMTK514 has said; all 0 before.
  const Rates& enabled() const noexcept { return enabled_; }
  /// How often the receiver has started: PMTK010,001.
  std::uint16_t starts() const noexcept { return starts_; }

 private:
  bool take_ack(const nmea::Sentence& sentence) noexcept;
  bool take_enabled(const nmea::Sentence& sentence) noexcept;
  bool take_start(const nmea::Sentence& sentence) noexcept;
  bool take_antenna(const nmea::Sentence& sentence) noexcept;

  std::int16_t acknowledged_ = -1;
  Ack ack_ = Ack::none;
  Antenna antenna_ = Antenna::unknown;
  std::uint8_t version_length_ = 0;
  std::array<char, 31> version_{};
  Rates enabled_{.gll = 0, .rmc = 0, .vtg = 0, .gga = 0, .gsa = 0, .gsv = 0, .chan = 0};
  std::uint16_t starts_ = 0;
};

}  // namespace uasyncio::pmtk
