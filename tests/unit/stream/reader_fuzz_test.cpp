// SPDX-License-Identifier: MIT
// All operations of a reader by seed, against a plain string: over pieces of any size, over faulty
// devices, in front of an end and of a reset.
#include "tests/support/scenario.hpp"
#include "tests/support/scripted_device.hpp"

#include <uasyncio/stream/reader.hpp>
#include <uasyncio/testing/faulty_device.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Delimiter;
using asyncio::Error;
using asyncio::Result;
using asyncio::testing::Chance;
using scripted_device::ScriptedDevice;
using Stop = ScriptedDevice::Stop;

namespace {

constexpr std::size_t longest_buffer = 16;

/// What a reader with a buffer of `limit` bytes should say, from the text that is still to come.
struct Model {
  std::string rest;
  Stop stop;
  std::size_t limit;

  /// Of an operation for which too little comes.
  Error too_little() const {
    return stop == Stop::end ? Error::incomplete_read : Error::os(ECONNRESET);
  }
  void take(std::size_t count) { rest.erase(0, count); }
};

/// What an operation gave, or how it failed.
struct Told {
  Told(Result<std::string_view> result) : error(result.error()) {
    if (result.ok()) text = *result;
  }
  Told(Error its_error, std::string_view its_text) : error(its_error), text(its_text) {}

  Error error;
  std::string_view text;
};

/// Compares what it gave, which is taken.
bool agrees(Model& model, const Told& told, std::size_t size) {
  if (told.error || told.text != std::string_view(model.rest).substr(0, size)) return false;
  model.take(size);
  return true;
}

bool agrees_until(Model& model, const Told& told, std::string_view delimiter, bool takes_rest) {
  const std::size_t limit = model.limit;
  if (delimiter.size() > limit) return told.error == Error::value;
  const std::size_t place = model.rest.find(delimiter);
  const std::size_t size = place + delimiter.size();
  if (place != std::string::npos && size <= limit) return agrees(model, told, size);
  const std::size_t most = takes_rest ? limit : limit - 1;  // a rest may be as long as the buffer
  if (model.rest.size() > most) return told.error == Error::limit_overrun;
  if (takes_rest && model.stop == Stop::end) return agrees(model, told, model.rest.size());
  return told.error == model.too_little();
}

bool agrees_some(Model& model, const Told& told, std::size_t most) {
  if (model.rest.empty() && model.stop == Stop::reset) {
    return told.error == Error::os(ECONNRESET);
  }
  if (!model.rest.empty() && (told.text.empty() || told.text.size() > most)) return false;
  return agrees(model, told, told.text.size());
}

constexpr std::string_view delimiters[] = {"\n",   "\r\n", "aab",  "\r\n\r\n",
                                           "aaab", "abab", "aaaa", "abaa"};

/// One operation; false if reader and model do not agree.
Coro<bool> try_one(asyncio::StreamReader& reader, Model& model, Chance& chance) {
  const std::size_t limit = model.limit;
  const auto count = static_cast<std::size_t>(chance.between(1, static_cast<std::int64_t>(limit)));
  const std::string_view delimiter = delimiters[chance.next() % std::size(delimiters)];
  switch (chance.next() % 9) {
    case 0: {
      const Told some = co_await asyncio::as_result(reader.read(count));
      co_return agrees_some(model, some, count);
    }
    case 1: {
      char memory[longest_buffer];
      auto size = co_await asyncio::as_result(reader.readinto(std::span(memory, count)));
      const Told some(size.error(), {memory, size.ok() ? *size : 0});
      co_return agrees_some(model, some, count);
    }
    case 2: {
      const Told exact = co_await asyncio::as_result(reader.readexactly(count));
      if (model.rest.size() >= count) co_return agrees(model, exact, count);
      co_return exact.error == model.too_little();
    }
    case 3: {
      const Told text = co_await asyncio::as_result(reader.readuntil(Delimiter(delimiter)));
      co_return agrees_until(model, text, delimiter, false);
    }
    case 4: {
      const Told line = co_await asyncio::as_result(reader.readline());
      co_return agrees_until(model, line, "\n", true);
    }
    case 5: {
      auto found = co_await asyncio::as_result(reader.skip_until(Delimiter(delimiter)));
      if (delimiter.size() > limit) co_return found.error() == Error::value;
      const std::size_t place = model.rest.find(delimiter);
      const bool is_there = place != std::string::npos;
      if (!is_there && model.stop == Stop::reset) {  // what may begin a delimiter is left
        model.take(model.rest.size() - std::min(model.rest.size(), reader.available()));
        co_return found.error() == model.too_little() && model.rest.size() < delimiter.size();
      }
      model.take(is_there ? place + delimiter.size() : model.rest.size());
      co_return found.ok() && *found == is_there;
    }
    case 6: {
      const Told seen = co_await asyncio::as_result(reader.peek(count));
      if (model.rest.size() < count && model.stop == Stop::reset) {
        co_return seen.error == model.too_little();
      }
      if (seen.error || !model.rest.starts_with(seen.text)) co_return false;
      if (seen.text.size() < std::min(count, model.rest.size())) co_return false;
      const std::size_t taken = chance.next() % (seen.text.size() + 1);
      reader.consume(taken);
      model.take(taken);
      co_return true;
    }
    case 7: {
      const Told all = co_await asyncio::as_result(reader.read_until_eof());
      if (model.rest.size() > limit) co_return all.error == Error::limit_overrun;
      if (model.stop == Stop::reset) co_return all.error == model.too_little();
      co_return agrees(model, all, model.rest.size());
    }
    default: {
      std::string memory(3 * longest_buffer, '?');
      asyncio::Transfer transfer(memory);
      const auto end = co_await asyncio::as_result(reader.readexactly(transfer));
      const bool is_enough = model.rest.size() >= memory.size();
      const std::size_t size = is_enough ? memory.size() : model.rest.size();
      const bool is_right =
          transfer.done() == size && model.rest.starts_with(memory.substr(0, size));
      model.take(size);
      co_return is_right&& end.error() == (is_enough ? Error::none : model.too_little());
    }
  }
}

Coro<bool> play_text(asyncio::Device& device, Model model, Chance& chance, unsigned& operations) {
  std::byte room[longest_buffer];
  asyncio::StreamReader reader(device, std::span(room).first(model.limit));
  for (int count = 0; count != 30; ++count) {
    ++operations;
    const bool is_right = co_await try_one(reader, model, chance);
    if (!is_right || (reader.at_eof() && !model.rest.empty())) co_return false;
  }
  co_return true;
}

std::string any_text(Chance& chance) {
  std::string text(static_cast<std::size_t>(chance.between(0, 120)), 'a');
  for (char& letter : text) letter = "aaabb\r\n\r\n"[chance.next() % 9];
  return text;
}

TEST(ReaderFuzz, EveryOperationGivesWhatAPlainStringGives) {
  const unsigned runs = scripted_device::fuzz_runs(100'000);
  std::uint64_t seed = 1;
  std::uint64_t failed_seed = 0;
  const auto body = [&]() -> Coro<> {
    for (unsigned operations = 0; operations < runs && failed_seed == 0; ++seed) {
      Chance chance(seed);
      const Stop stop = chance.one_in(3) ? Stop::reset : Stop::end;
      const auto room = static_cast<std::size_t>(chance.between(1, longest_buffer));
      const Model model{any_text(chance), stop, room};
      const auto longest = static_cast<std::size_t>(chance.between(1, 40));
      ScriptedDevice plain(model.rest, longest, chance.one_in(3) ? 0 : seed, stop);
      asyncio::testing::FaultyDevice faulty(plain, static_cast<std::uint32_t>(seed));
      asyncio::Device& device = chance.one_in(2) ? plain : static_cast<asyncio::Device&>(faulty);
      const bool is_right = co_await play_text(device, model, chance, operations);
      if (!is_right) failed_seed = seed;
    }
  };
  EXPECT_EQ(played(body), "ok");
  EXPECT_EQ(failed_seed, 0u);
}

}  // namespace
