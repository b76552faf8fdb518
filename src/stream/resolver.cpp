// SPDX-License-Identifier: MIT
// Names of hosts. /etc/hosts is read in place, which does not block for long; to ask the system
// may, so it is done in a thread that the program has handed in, and never unasked.
#include "uasyncio/stream/resolver.hpp"

#if UASYNCIO_HOSTED

#include "system_address.hpp"
#include "uasyncio/core/fail.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <netdb.h>
#include <strings.h>

namespace uasyncio {
namespace {

/// The next word of a line; empty at its end.
std::string_view next_word(std::string_view& line) noexcept {
  constexpr std::string_view between = " \t\r\n";
  const std::size_t begin = std::min(line.find_first_not_of(between), line.size());
  const std::size_t end = std::min(line.find_first_of(between, begin), line.size());
  const std::string_view word = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return word;
}

bool is_same_name(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

/// Of a line "ADDRESS NAME NAME # remark".
void look_up_in_line(std::string_view line, const std::string& host, std::uint16_t port,
                     Addresses& found) {
  line = line.substr(0, line.find('#'));
  const Address address = Address::numeric(next_word(line), port);
  if (address == Address()) return;
  for (std::string_view name = next_word(line); !name.empty(); name = next_word(line)) {
    if (is_same_name(name, host)) found.push_back(address);
  }
}

Addresses look_up_in(const char* path, const std::string& host, std::uint16_t port) {
  Addresses found;
  if (std::FILE* const file = std::fopen(path, "re")) {
    char* line = nullptr;
    std::size_t room = 0;
    while (getline(&line, &room, file) >= 0) look_up_in_line(line, host, port, found);
    std::free(line);
    std::fclose(file);
  }
  if (found.empty() && host == "localhost") {
    found = {Address::numeric("127.0.0.1", port), Address::numeric("::1", port)};
  }
  return found;
}

/// Of the system's list; or what getaddrinfo says is wrong.
int ask_system(const std::string& host, std::uint16_t port, Addresses& found) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    detail::add_system_address(found, each->ai_addr, port);
  }
  if (list != nullptr) freeaddrinfo(list);
  return error;
}

}  // namespace

Coro<Addresses> HostsResolver::resolve(std::string host, std::uint16_t port) {
  const Address address = Address::numeric(host, port);
  if (!(address == Address())) co_return Addresses(1, address);
  Addresses found = look_up_in(path_, host, port);
  if (found.empty()) {
    const std::string text =
        host + ": neither a number nor a name in " + path_ + "; pass a resolver";
    co_await fail(Error::os(host_not_found, text.c_str()));
  }
  co_return found;
}

Coro<Addresses> SystemResolver::resolve(std::string host, std::uint16_t port) {
  Addresses found;
  const int error = co_await context_->assign(&ask_system, host, port, std::ref(found));
  if (error != 0) {
    const std::string text = host + ": " + gai_strerror(error);
    co_await fail(Error::os(error, text.c_str()));
  }
  co_return found;
}

}  // namespace uasyncio

#endif
