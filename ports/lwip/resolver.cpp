// SPDX-License-Identifier: MIT
// Asking name servers from a chip: one datagram each, one after the other; over TCP if an answer
// does not fit.
#include "ports/lwip/resolver.hpp"

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include "ports/lwip/datagram.hpp"
#include "ports/lwip/dns_message.hpp"
#include "ports/lwip/dns_over_tcp.hpp"
#include "ports/lwip/stack.hpp"

#include <algorithm>
#include <charconv>
#include <lwip/opt.h>

namespace uasyncio {
namespace {

constexpr std::uint16_t port_of_servers = 53;

using lwip::dns::Answer;

/// Those to be asked, one after the other.
class Servers {
 public:
  explicit Servers(const char* list) noexcept : rest_(list == nullptr ? "" : list) {
    const lwip::IpAddress named = lwip::stack().name_server();
    if (list == nullptr && named != lwip::IpAddress()) network_has_ = {named, port_of_servers};
  }
  /// None behind the last one, and at what is no number.
  Address next() noexcept {
    if (rest_.empty()) return std::exchange(network_has_, Address());
    const std::size_t size = std::min(rest_.find(','), rest_.size());
    const std::string_view text(rest_.data(), size);
    rest_.remove_prefix(std::min(size + 1, rest_.size()));
    return place_of(text);
  }

 private:
  static Address place_of(std::string_view text) noexcept {
    const std::size_t colon = std::min(text.find(':'), text.size());
    std::uint16_t port = port_of_servers;
    if (colon != text.size()) {
      std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    }
    return Address::numeric({text.data(), colon}, port);
  }

  std::string_view rest_;
  Address network_has_;
};

/// One name that is asked for, with the same number whomever and however often.
class Lookup {
 public:
  explicit Lookup(const char* host) noexcept
      : host_(host), number_(static_cast<std::uint16_t>(LWIP_RAND())) {}

  bool is_name() noexcept { return lwip::dns::write_question(room_, number_, host_) != 0; }
  Coro<> open() {
    const DatagramOptions options{.limit = 2 * lwip::dns::longest_message};
    socket_ = co_await bind_datagrams("", 0, options);
  }
  /// Asks a server, and suspends until it has answered: what others say does not count.
  Coro<Answer> ask(Address server) {
    const std::size_t size = lwip::dns::write_question(room_, number_, host_);
    co_await socket_.send_to(std::span(room_).first(size), server);
    for (;;) {
      const Datagram datagram = co_await socket_.receive_from(room_);
      const std::span<const std::byte> message(room_, datagram.size);
      const Answer answer = lwip::dns::read_answer(message, number_, host_);
      if (datagram.from == server && answer.kind != Answer::Kind::other) co_return answer;
    }
  }

  /// The same over TCP, which has room for more.
  Coro<Answer> ask_over_tcp(Address server) {
    const std::span<std::byte> room(room_);
    const std::size_t asked = lwip::dns::write_question(room, number_, host_);
    const std::size_t size = co_await lwip::dns::over_tcp(server, room, asked);
    co_return lwip::dns::read_answer(room.first(size), number_, host_);
  }

 private:
  std::string_view host_;
  std::uint16_t number_;
  DatagramSocket socket_;
  std::byte room_[lwip::dns::longest_message];
};

const char* reason_of(Answer::Kind kind) noexcept {
  switch (kind) {
    case Answer::Kind::refusal: return "the name server does not tell";
    case Answer::Kind::cut: return "the answer of the name server does not fit into a datagram";
    default: return "the answer of the name server makes no sense";
  }
}

/// The address, or none, and why: of one server, in time.
Coro<Address> ask(Lookup& lookup, Address server, std::uint32_t limit_ms, const char*& reason) {
  auto answer = co_await as_result(wait_for_ms(lookup.ask(server), limit_ms));
  const bool is_cut = answer.ok() && answer->kind == Answer::Kind::cut;
  if (is_cut && lwip::dns::over_tcp != nullptr) {
    auto whole = co_await as_result(wait_for_ms(lookup.ask_over_tcp(server), limit_ms));
    if (whole.ok()) answer = std::move(whole);
  }
  if (!answer.ok()) {
    if (answer.error() != Error::timeout) co_await fail(answer.error());
    reason = "no name server has answered in time";
  } else if (answer->kind == Answer::Kind::no_host) {
    co_await fail(Error::os(DnsResolver::host_not_found, "there is no such host"));
  } else if (answer->kind == Answer::Kind::address) {
    co_return Address(answer->address, 0);
  } else {
    reason = reason_of(answer->kind);
  }
  co_return Address();
}

}  // namespace

Coro<Address> DnsResolver::resolve(const char* host, std::uint16_t port) {
  const Address number = Address::numeric(host, port);
  if (!(number == Address())) co_return number;
  Lookup lookup(host);
  const bool is_name = lookup.is_name();
  if (!is_name) co_await fail(Error::os(host_not_found, "this is no name of a host"));
  co_await lookup.open();
  const char* reason = "the network has named no name server";
  std::uint32_t limit_ms = options_.timeout_ms;
  for (int left = options_.tries; left > 0; --left) {
    Servers servers(options_.servers);
    for (Address server = servers.next(); !(server == Address()); server = servers.next()) {
      const Address found = co_await ask(lookup, server, limit_ms, reason);
      if (!(found == Address())) co_return found.with_port(port);
    }
    limit_ms *= 2;
  }
  co_await fail(Error::os(no_answer, reason));
  co_return Address();
}

Coro<Address> lwip::look_up(const char* host, std::uint16_t port, Resolver* resolver) {
  const Address number = Address::numeric(host, port);
  if (!(number == Address())) co_return number;
  DnsResolver of_network;
  if (resolver == nullptr) resolver = &of_network;
  co_return co_await resolver->resolve(host, port);
}

}  // namespace uasyncio
