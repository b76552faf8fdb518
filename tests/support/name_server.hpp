// SPDX-License-Identifier: MIT
// A name server of the test's own, in its loop: what it says, the test says.
#pragma once

#include "tests/support/net_scenario.hpp"

#include <functional>
#include <string>
#include <uasyncio/stream/datagram.hpp>
#include <uasyncio/stream/dns_resolver.hpp>
#include <vector>

namespace name_server {

namespace asyncio = uasyncio;
using asyncio::Address;
using asyncio::Addresses;
using asyncio::Coro;
using net_scenario::loopback;

// --- Messages, RFC 1035 -------------------------------------------------------------------------

enum Type : unsigned char { type_a = 1, type_aaaa = 28 };

inline Type type_of(const std::string& query) {
  return static_cast<Type>(static_cast<unsigned char>(query[query.size() - 3]));
}

inline const std::string four("\x7f\0\0\1", 4);
inline const std::string six("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);

struct Reply {
  unsigned char code = 0;  // 3: no such name, 5: refused
  bool is_truncated = false;
  std::string address = {};    // none: no records
  unsigned char length = 0;    // of the address; 0: its true one
  unsigned char seconds = 60;  // so long it is true
};

inline std::string reply_to(const std::string& query, const Reply& what) {
  std::string text = query;
  text[2] = static_cast<char>(what.is_truncated ? 0x87 : 0x85);
  text[3] = static_cast<char>(0x80 | what.code);
  if (what.address.empty()) return text;
  text[7] = 1;
  const unsigned char length =
      what.length == 0 ? static_cast<unsigned char>(what.address.size()) : what.length;
  text += std::string("\xc0\x0c\0", 3) + static_cast<char>(type_of(query)) +
          std::string("\0\1\0\0\0", 5) + static_cast<char>(what.seconds) + std::string(1, '\0') +
          static_cast<char>(length) + what.address;
  return text;
}

inline std::string truth_of(const std::string& query) {
  return reply_to(query, {.address = type_of(query) == type_a ? four : six});
}

// --- Servers ------------------------------------------------------------------------------------

/// What a server says to a query, in any number of datagrams.
using Says = std::function<std::vector<std::string>(const std::string& query)>;

/// Over UDP what the test wants, over TCP the truth, or what the test wants there.
class NameServer {
 public:
  explicit NameServer(Says says) : says_(std::move(says)) {}

  Coro<> start() {
    while (udp_.port() == 0) co_await open();
    may_answer.set();
    answering_ = asyncio::create_task(answer());
  }
  /// With this server alone, and little patience.
  asyncio::DnsOptions options() {
    place = std::string(loopback) + ":" + std::to_string(udp_.port());
    return {.servers = place.c_str(), .timeout_ms = 250, .tries = 1};
  }
  void stop() { answering_.cancel(); }

  std::string place;
  int queries = 0;
  std::function<std::string(const std::string& query)> says_over_tcp = truth_of;  // "": nothing
  asyncio::Event may_answer;  // over UDP; it may at first

 private:
  /// Both on a port that is free for both: one that the system gives for the first may be in use
  /// for the other.
  Coro<> open() {
    auto answer = [this](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
      return over_tcp(reader, writer);
    };
    tcp_ = co_await asyncio::start_server(answer, loopback, 0);
    auto udp = co_await asyncio::as_result(asyncio::bind_datagrams(loopback, tcp_.port()));
    if (udp.ok()) udp_ = std::move(udp.value());
  }
  Coro<> answer() {
    char room[512];
    for (;;) {
      const asyncio::Datagram datagram = co_await udp_.receive_from(room);
      ++queries;
      co_await may_answer.wait();
      const std::string query(room, datagram.size);
      for (const std::string& text : says_(query)) co_await udp_.send_to(text, datagram.from);
    }
  }
  Coro<> over_tcp(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
    for (;;) {
      const std::string_view length = co_await reader.readexactly(2);
      const auto size = static_cast<unsigned char>(length[1]);
      const std::string query(co_await reader.readexactly(size));
      const std::string text = says_over_tcp(query);
      const char header[] = {static_cast<char>(text.size() >> 8), static_cast<char>(text.size())};
      const std::string all = std::string(header, sizeof header) + text;
      if (!text.empty()) co_await writer.awrite(all);
    }
  }

  Says says_;
  asyncio::DatagramSocket udp_;
  asyncio::Server tcp_;
  asyncio::Task<> answering_;
};

inline std::string all_of(const asyncio::Result<Addresses>& found) {
  if (!found.ok()) {
    return std::to_string(found.error().code) + " " + found.error().text();
  }
  std::string text;
  for (const Address& each : found.value()) text += each.text() + " ";
  return text;
}

}  // namespace name_server
