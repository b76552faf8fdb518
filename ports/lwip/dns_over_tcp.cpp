// SPDX-License-Identifier: MIT
// Name servers over TCP: the same messages, with their lengths before them (RFC 7766).
#include "ports/lwip/dns_over_tcp.hpp"

#include "uasyncio/core/fail.hpp"

#include "ports/lwip/link.hpp"

#include <algorithm>

namespace uasyncio::lwip::dns {
namespace {

constexpr std::size_t size_of_length = 2;
constexpr std::byte is_cut{2};  // in the third byte of a message

std::size_t length_of(std::string_view text) noexcept {
  return static_cast<unsigned char>(text[0]) * 256u + static_cast<unsigned char>(text[1]);
}

}  // namespace

Coro<std::size_t> exchange_over_tcp(Address server, std::span<std::byte> room, std::size_t size) {
  TcpConnection device = co_await reach(server);
  Link link(std::move(device), size_of_length, size_of_length);
  if (!link.memory.is_there()) co_await fail(Error::memory);
  const char length[size_of_length] = {static_cast<char>(size >> 8), static_cast<char>(size)};
  co_await link.writer.awrite(std::string_view(length, size_of_length));
  co_await link.writer.awrite(room.first(size));
  const std::string_view came = co_await link.reader.readexactly(size_of_length);
  const std::size_t whole = length_of(came);
  const std::size_t taken = std::min(whole, room.size());
  for (std::size_t have = 0; have != taken;) {
    const std::size_t more = co_await link.reader.readinto(room.subspan(have, taken - have));
    if (more == 0) co_await fail(Error::incomplete_read);
    have += more;
  }
  if (taken != whole) room[2] |= is_cut;
  co_return taken;
}

}  // namespace uasyncio::lwip::dns
