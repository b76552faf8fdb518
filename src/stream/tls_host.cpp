// SPDX-License-Identifier: MIT
// Of stream/tls_device.hpp: what may be the host whose certificate is wanted. The engines do not
// agree on what is none: OpenSSL takes ".example.org" for any host below example.org, and both send
// to the server whatever they are given.
#include "uasyncio/stream/tls_device.hpp"

#include "uasyncio/stream/tls_error.hpp"

#include <algorithm>
#include <string_view>

#if UASYNCIO_HOSTED
#include <arpa/inet.h>
#endif

namespace uasyncio::detail {
namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 253;

constexpr bool is_digit(char one) noexcept { return one >= '0' && one <= '9'; }

constexpr bool is_of_label(char one) noexcept {
  const char lower = static_cast<char>(one | ' ');
  return is_digit(one) || (lower >= 'a' && lower <= 'z') || one == '-' || one == '_';
}

bool is_label(std::string_view text) noexcept {
  for (const char each : text) {
    if (!is_of_label(each)) return false;
  }
  return !text.empty() && text.size() <= longest_label;
}

/// "192", as a part of a number.
bool is_byte(std::string_view text) noexcept {
  constexpr unsigned largest = 255;
  unsigned value = 0;
  for (const char each : text) {
    if (!is_digit(each)) return false;
    value = value * 10 + static_cast<unsigned>(each - '0');
  }
  const bool is_short = text.size() == 1 || (text.size() <= 3 && text[0] != '0');
  return is_short && value <= largest;
}

std::string_view next_part(std::string_view& rest) noexcept {
  const std::string_view part(rest.data(), std::min(rest.find('.'), rest.size()));
  rest.remove_prefix(part.size() < rest.size() ? part.size() + 1 : part.size());
  return part;
}

bool is_version_6(const char* host) noexcept {
#if UASYNCIO_HOSTED
  in6_addr address;
  return inet_pton(AF_INET6, host, &address) == 1;
#else
  return std::string_view(host).find_first_not_of("0123456789abcdefABCDEF:.") ==
         std::string_view::npos;
#endif
}

}  // namespace

/// What ends with a number is one, or nothing at all: "10.0.2.256" is no name.
HostKind kind_of_host(const char* host) noexcept {
  std::string_view rest(host);
  if (rest.find(':') != std::string_view::npos) {
    return is_version_6(host) ? HostKind::number : HostKind::none;
  }
  if (rest.size() > 1 && rest.back() == '.') rest.remove_suffix(1);
  if (rest.size() > longest_name || rest.empty() || rest.back() == '.') return HostKind::none;
  const bool has_dot_at_end = rest.size() != std::string_view(host).size();
  unsigned parts = 0;
  unsigned bytes = 0;
  std::string_view last;
  for (; !rest.empty(); ++parts) {
    last = next_part(rest);
    if (!is_label(last)) return HostKind::none;
    if (is_byte(last)) ++bytes;
  }
  if (parts == 4 && bytes == 4) return has_dot_at_end ? HostKind::none : HostKind::number;
  const bool ends_with_number = last.find_first_not_of("0123456789") == std::string_view::npos;
  return ends_with_number ? HostKind::none : HostKind::name;
}

Error no_host() noexcept {
  return Error::os(TlsError::wrong_host,
                   "no certificate can be for this host: it is neither a name nor a number");
}

}  // namespace uasyncio::detail
