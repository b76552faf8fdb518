// SPDX-License-Identifier: MIT
// Of the names that are known, the one that ends first makes room: nobody is told of time, so what
// has ended stays until then, and goes before all others.
#include "uasyncio/stream/known_names.hpp"

#if UASYNCIO_HOSTED

#include <algorithm>
#include <strings.h>
#include <utility>

namespace uasyncio {
namespace {

bool is_same_host(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace

const std::vector<Address>* KnownNames::find(std::string_view host, Instant now) const noexcept {
  for (const Known& each : known_) {
    if (is_same_host(each.host, host)) return now < each.end ? &each.addresses : nullptr;
  }
  return nullptr;
}

void KnownNames::keep(std::string_view host, std::vector<Address> addresses, Instant end) {
  if (most_ == 0) return;
  auto place = std::find_if(known_.begin(), known_.end(),
                            [host](const Known& each) { return is_same_host(each.host, host); });
  if (place == known_.end() && known_.size() >= most_) {
    place =
        std::min_element(known_.begin(), known_.end(),
                         [](const Known& one, const Known& other) { return one.end < other.end; });
  }
  Known known{std::string(host), std::move(addresses), end};
  if (place == known_.end()) {
    known_.push_back(std::move(known));
  } else {
    *place = std::move(known);
  }
}

}  // namespace uasyncio

#endif
