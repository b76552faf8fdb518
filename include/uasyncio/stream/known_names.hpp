// SPDX-License-Identifier: MIT
// KnownNames: what name servers have said, as long as they say that it is true. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/port/time.hpp"
#include "uasyncio/stream/address.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace uasyncio {

/// Addresses of hosts, of at most so many. Of more, the one that would be forgotten first goes.
/// Case makes no difference in a name. From tasks and plain code; never suspends.
class KnownNames {
 public:
  explicit KnownNames(std::size_t most) noexcept : most_(most) {}

  /// What is known at `now`; null if nothing is. Valid until the next `keep`.
  const std::vector<Address>* find(std::string_view host, Instant now) const noexcept;
  /// They are true until `end`. Instead of what was known of this host.
  void keep(std::string_view host, std::vector<Address> addresses, Instant end);
  /// How many are kept, with those that are not true any more.
  std::size_t size() const noexcept { return known_.size(); }

 private:
  struct Known {
    std::string host;
    std::vector<Address> addresses;
    Instant end;
  };

  std::size_t most_;
  std::vector<Known> known_;
};

}  // namespace uasyncio

#endif
