// SPDX-License-Identifier: MIT
// Replies of receivers of the MTK family. Each kind is read whole before it replaces what was
// known.
#include "uasyncio/drivers/gps/pmtk.hpp"

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/drivers/gps/fields.hpp"

#include <algorithm>

namespace uasyncio::pmtk {

using nmea::absent;
using nmea::Fields;
using nmea::Sentence;

bool Replies::take(const Sentence& sentence) noexcept {
  const std::string_view address = sentence.address();
  if (address == "PMTK001") return take_ack(sentence);
  if (address == "PMTK514") return take_enabled(sentence);
  if (address == "PMTK010") return take_start(sentence);
  if (address == "PGTOP") return take_antenna(sentence);
  if (address != "PMTK705") return false;
  Fields fields(sentence.text());
  const std::string_view text = detail::part_of(fields.text(), 0, version_.size());
  std::copy(text.begin(), text.end(), version_.begin());
  version_length_ = static_cast<std::uint8_t>(text.size());
  return true;
}

bool Replies::take_ack(const Sentence& sentence) noexcept {
  Fields fields(sentence.text());
  const std::int32_t number = fields.number({0, 999});
  const std::int32_t flag = fields.number({0, 3});
  if (fields.is_bad() || number == absent || flag == absent) return false;
  acknowledged_ = static_cast<std::int16_t>(number);
  ack_ = static_cast<Ack>(flag);
  return true;
}

bool Replies::take_enabled(const Sentence& sentence) noexcept {
  constexpr unsigned unused = 12;
  Fields fields(sentence.text());
  if (fields.left() != 7 + unused) return false;
  Rates rates;
  const auto read = [&fields](std::int8_t& rate) {
    rate = static_cast<std::int8_t>(std::max(fields.number({0, 5}), std::int32_t{0}));
  };
  for (std::int8_t* rate :
       {&rates.gll, &rates.rmc, &rates.vtg, &rates.gga, &rates.gsa, &rates.gsv}) {
    read(*rate);
  }
  fields.skip(unused);
  read(rates.chan);
  if (fields.is_bad()) return false;
  enabled_ = rates;
  return true;
}

bool Replies::take_start(const Sentence& sentence) noexcept {
  Fields fields(sentence.text());
  if (fields.number({0, 999}) != 1) return false;
  ++starts_;
  return true;
}

bool Replies::take_antenna(const Sentence& sentence) noexcept {
  Fields fields(sentence.text());
  fields.skip(1);
  const std::int32_t state = fields.number({0, 3});
  if (fields.is_bad() || state == absent) return false;
  antenna_ = static_cast<Antenna>(state);
  return true;
}

}  // namespace uasyncio::pmtk
