// SPDX-License-Identifier: MIT
// Name servers that mean no good: names that refer to themselves, answers to another question,
// hundreds of addresses, long ways from name to name, and silence where more was promised.
#if UASYNCIO_DNS

#include "tests/support/name_server.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace net_scenario;
using namespace name_server;
using asyncio::Coro;
using asyncio::DnsResolver;

namespace {

using Tells = std::function<std::string(const std::string& query)>;

/// What is found out about board.test with a server that says this over UDP, and that over TCP.
std::string found_by(const Tells& tells, const Tells& over_tcp = truth_of) {
  std::string text;
  play_on_system([&]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
    NameServer server([&](const std::string& query) { return std::vector{tells(query)}; });
    server.says_over_tcp = over_tcp;
    co_await server.start();
    DnsResolver resolver(server.options());
    const auto found = co_await asyncio::as_result(resolver.resolve("board.test.", 80));
    text = all_of(found);
    server.stop();
  });
  return text;
}

constexpr const char* true_places = "[::1]:80 127.0.0.1:80 ";

/// A record that follows the question: its owner, type, and data.
std::string record(const std::string& owner, unsigned char type, const std::string& data) {
  return owner + std::string(1, '\0') + static_cast<char>(type) + std::string("\0\1\0\0\0\x3c", 6) +
         static_cast<char>(data.size() >> 8) + static_cast<char>(data.size()) + data;
}

std::string with_records(const std::string& query, const std::vector<std::string>& records) {
  std::string text = reply_to(query, {});
  text[6] = static_cast<char>(records.size() >> 8);
  text[7] = static_cast<char>(records.size());
  for (const std::string& each : records) text += each;
  return text;
}

const std::string the_name("\xc0\x0c", 2);

std::string address_of(const std::string& query) { return type_of(query) == type_a ? four : six; }

TEST(DnsHostile, ANameThatRefersToItselfIsNone) {
  const auto loops = [](const std::string& query) {
    const std::string itself{'\xc0', static_cast<char>(query.size())};
    return with_records(query, {record(itself, type_of(query), address_of(query))});
  };
  EXPECT_EQ(found_by(loops), "-3 board.test.: no name server tells: Misformatted DNS reply");
}

TEST(DnsHostile, AnAnswerToAnotherQuestionIsNotHeard) {
  const auto tells_of_another = [](const std::string& query) {
    std::string text = truth_of(query);
    text[13] = 'c';  // coard.test
    return text;
  };
  EXPECT_EQ(found_by(tells_of_another),
            "-3 board.test.: no name server tells: Timeout while contacting DNS servers");
}

TEST(DnsHostile, FiveHundredAddressesAreTaken) {
  const auto cut = [](const std::string& query) { return reply_to(query, {.is_truncated = true}); };
  const auto many = [](const std::string& query) {
    std::vector<std::string> records;
    for (int number = 0; number != 500; ++number) {
      std::string address = address_of(query);
      address[address.size() - 2] = static_cast<char>(number >> 8);
      address[address.size() - 1] = static_cast<char>(number);
      records.push_back(record(the_name, type_of(query), address));
    }
    return with_records(query, records);
  };
  const std::string found = found_by(cut, many);
  EXPECT_EQ(std::count(found.begin(), found.end(), ' '), 1'000);
  EXPECT_NE(found.find("127.0.1.243:80 "), std::string::npos);
}

/// "\3n07" and the end of a name.
std::string step(int number) {
  return std::string("\3n", 2) + static_cast<char>('0' + number / 10) +
         static_cast<char>('0' + number % 10) + std::string(1, '\0');
}

TEST(DnsHostile, TwentyNamesMayStandForOneAnother) {
  const auto chain = [](const std::string& query) {
    constexpr unsigned char other_name = 5;
    std::vector<std::string> records = {record(the_name, other_name, step(0))};
    for (int number = 0; number != 20; ++number) {
      records.push_back(record(step(number), other_name, step(number + 1)));
    }
    records.push_back(record(step(20), type_of(query), address_of(query)));
    return with_records(query, records);
  };
  EXPECT_EQ(found_by(chain), true_places);
}

TEST(DnsHostile, NoSuchHostWithAWordOfItsZoneIsNoSuchHost) {
  const auto none = [](const std::string& query) {
    constexpr unsigned char start_of_zone = 6;
    std::string text = reply_to(query, {.code = 3});
    text[9] = 1;
    return text + record(the_name, start_of_zone, std::string(2, '\0') + std::string(20, '\1'));
  };
  EXPECT_EQ(found_by(none), "-2 board.test.: there is no such host");
}

TEST(DnsHostile, WhoPromisesMoreOverTcpAndIsSilentThereHasALimit) {
  const auto cut = [](const std::string& query) { return reply_to(query, {.is_truncated = true}); };
  const auto nothing = [](const std::string&) { return std::string(); };
  EXPECT_EQ(found_by(cut, nothing),
            "-3 board.test.: no name server tells: Timeout while contacting DNS servers");
}

}  // namespace

#endif
