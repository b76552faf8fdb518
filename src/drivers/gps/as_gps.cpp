// SPDX-License-Identifier: MIT
// A GPS receiver for tasks. One event tells all of them that there is news, set and cleared at
// once: each then looks whether it is what it waits for. Serial numbers, not values, say what has
// come since, for a value may be the same as before.
#include "uasyncio/drivers/gps/as_gps.hpp"

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/loop.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/drivers/saturating_count.hpp"

#include <cerrno>
#include <limits>

namespace uasyncio {
namespace {

constexpr std::array<GpsPart, 4> all_parts = {POSITION, COURSE, DATE, ALTITUDE};

Time loop_time() noexcept { return Loop::running()->time(); }

/// What a serial line says when bytes are missing, and then goes on.
bool is_of_the_line(const Error& error) noexcept {
  if (error.kind != ErrorKind::os) return false;
  return error.code == EOVERFLOW || error.code == EPROTO || error.code == EBADMSG;
}

}  // namespace

/// Half a sentence ends where it begins, and where the line has lost bytes.
Coro<> AsGpsBase::run(StreamReader& reader) {
  Piece piece;
  co_await sleep_ms(0);
  update('\0', 0);
  for (;;) {
    auto bytes = co_await as_result(reader.peek());
    if (!bytes) {
      error_ = bytes.error();
      if (!is_of_the_line(error_)) break;
      detail::count(stream_errors_);
      piece = {};
      co_await sleep_ms(0);
      update('\0', 0);
    } else if (bytes->empty()) {  // the end, which is that of the last line too
      if (lacks_line_end()) update('\n', piece.arrival);
      co_return;
    } else if (use(reader, *bytes, piece)) {
      co_await sleep_ms(0);
    }
  }
  co_await fail(error_);
}

/// Bytes are left in the reader until they are used; those that are left after a turn for others
/// have come when they were seen first.
bool AsGpsBase::use(StreamReader& reader, std::string_view bytes, Piece& piece) noexcept {
  if (piece.seen == 0 || piece.seen > bytes.size()) piece = {bytes.size(), loop_time()};
  bool is_news = false;
  std::size_t used = 0;
  while (used != piece.seen && !is_news) is_news = update(bytes[used++], piece.arrival);
  reader.consume(used);
  piece.seen -= used;
  return is_news;
}

bool AsGpsBase::update(char byte) noexcept { return update(byte, loop_time()); }

bool AsGpsBase::update(char byte, Time now) noexcept {
  const std::uint32_t messages = counters().unsupported_sentences;
  const std::uint8_t type = push(byte, now);
  if (type == 0) {
    const bool is_message = counters().unsupported_sentences != messages;
    return is_message && take_message != nullptr && take_message(*this);
  }
  if (callback_ != nullptr && (options().mask & type) != 0) callback_(*this, type, argument_);
  const bool has_time = (type & (nmea::RMC | nmea::ZDA)) != 0 && utc_arrival() == arrival();
  if (has_time && take_time != nullptr) take_time(*this);
  news_.set();
  news_.clear();
  return true;
}

Coro<> AsGpsBase::data_received(unsigned parts) {
  std::array<std::uint16_t, all_parts.size()> before;
  for (std::size_t n = 0; n != before.size(); ++n) before[n] = serial(all_parts[n]);
  unsigned missing = parts;
  while (missing != 0) {
    co_await news_.wait();
    for (std::size_t n = 0; n != before.size(); ++n) {
      if (valid() && serial(all_parts[n]) != before[n]) missing &= ~unsigned{all_parts[n]};
    }
  }
}

Coro<Fix> AsGpsBase::next_fix(unsigned parts) {
  const bool had_them = fix().has(parts);
  const Time arrival = fix().arrival;
  const std::int32_t time_ms = fix().time_ms;  // several may have come together
  bool is_former = false;
  do {
    co_await news_.wait();
    is_former = had_them && fix().arrival == arrival && fix().time_ms == time_ms;
  } while (is_former || !fix().has(parts));
  co_return fix();
}

Coro<> AsGpsBase::get_satellite_data() {
  const std::uint16_t before = groups();
  do {
    co_await news_.wait();
  } while (groups() == before);
}

bool AsGpsBase::valid() const noexcept {
  return GpsState::valid() &&
         loop_time() - fix().arrival <= to_microseconds(from_seconds(options().outage_s));
}

std::int32_t AsGpsBase::time_since_fix() const noexcept {
  if (fix().parts == 0) return -1;
  constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
  const std::uint64_t age = (loop_time() - fix().arrival) / microseconds_per_millisecond;
  return static_cast<std::int32_t>(age < most ? age : most);
}

std::int64_t AsGpsBase::now_utc_ms() const noexcept {
  const std::uint64_t age = (loop_time() - utc_arrival()) / microseconds_per_millisecond;
  return utc_ms() + static_cast<std::int64_t>(age);
}

std::int64_t AsGpsBase::now_local_ms() const noexcept {
  return now_utc_ms() + std::int64_t{options().local_offset_s} * 1'000;
}

}  // namespace uasyncio
