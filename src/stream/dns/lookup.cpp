// SPDX-License-Identifier: MIT
// Of stream/dns_resolver.hpp: name servers by c-ares.
//
// Each look-up has a channel of its own, since what c-ares asks can only be cancelled with all that
// a channel asks. Sockets are watched for edges, and c-ares reads them as if it were told of
// levels; so they are asked by `poll`, which does not wait, until there is nothing more.
#include "uasyncio/stream/dns_resolver.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_DNS

#include "../system_address.hpp"
#include "lookup.hpp"
#include "uasyncio/kernel/scheduler.hpp"

#include <algorithm>
#include <cerrno>
#include <netdb.h>
#include <poll.h>

namespace uasyncio::detail {

Error DnsLookup::start(const DnsOptions& options) noexcept {
  descriptors_ = kernel::Scheduler::running()->port().descriptors();
  if (descriptors_ == nullptr) return Error::os(ENOSYS);
  ares_options set{};
  set.timeout = static_cast<int>(options.timeout_ms);
  set.tries = options.tries;
  set.sock_state_cb = &on_socket_state;
  set.sock_state_cb_data = this;
  const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  int status = ares_init_options(&channel_, &set, mask);
  if (status == ARES_SUCCESS && options.servers != nullptr) {
    status = ares_set_servers_ports_csv(channel_, options.servers);
  }
  if (status == ARES_ENOMEM) return Error::memory;
  if (status != ARES_SUCCESS) return Error::os(DnsResolver::no_answer, ares_strerror(status));
  ask(six_, AF_INET6);
  ask(four_, AF_INET);
  return Error::none;
}

void DnsLookup::ask(Query& query, int family) noexcept {
  ares_addrinfo_hints hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = ARES_AI_NOSORT;
  ares_getaddrinfo(channel_, host_.c_str(), nullptr, &hints, &on_answer, &query);
}

void DnsLookup::on_answer(void* argument, int status, int, ares_addrinfo* found) {
  auto& query = *static_cast<Query*>(argument);
  query.is_over = true;
  query.status = status;
  if (found == nullptr) return;
  for (const ares_addrinfo_node* each = found->nodes; each != nullptr; each = each->ai_next) {
    add_system_address(query.found, each->ai_addr, 0);
    query.seconds_to_keep = std::min(query.seconds_to_keep, each->ai_ttl);
  }
  for (const ares_addrinfo_cname* each = found->cnames; each != nullptr; each = each->next) {
    query.seconds_to_keep = std::min(query.seconds_to_keep, each->ttl);
  }
  ares_freeaddrinfo(found);
}

// --- Sockets ------------------------------------------------------------------------------------

void DnsLookup::on_socket_state(void* argument, int descriptor, int reads, int writes) {
  const int wanted = (reads != 0 ? POLLIN : 0) | (writes != 0 ? POLLOUT : 0);
  static_cast<DnsLookup*>(argument)->on_socket(descriptor, static_cast<short>(wanted));
}

void DnsLookup::on_socket(int descriptor, short wanted) noexcept {
  const auto place =
      std::find_if(sockets_.begin(), sockets_.end(),
                   [descriptor](const Socket& each) { return each.descriptor == descriptor; });
  if (place != sockets_.end() && wanted == 0) {
    descriptors_->unwatch(*place);
    sockets_.erase(place);
  } else if (place != sockets_.end()) {
    place->wanted = wanted;
  } else if (wanted != 0) {
    Socket& made = sockets_.emplace_back(*this, descriptor);
    made.wanted = wanted;
    descriptors_->watch(made);
  }
}

/// False if nothing has come.
bool DnsLookup::poll_once() noexcept {
  constexpr std::size_t most = 16;
  pollfd polled[most];
  nfds_t count = 0;
  for (const Socket& each : sockets_) {
    if (count != most) polled[count++] = {each.descriptor, each.wanted, 0};
  }
  if (poll(polled, count, 0) <= 0) return false;
  for (nfds_t index = 0; index != count; ++index) {
    const pollfd& one = polled[index];
    const bool reads = (one.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writes = (one.revents & POLLOUT) != 0;
    if (reads || writes) {
      ares_process_fd(channel_, reads ? one.fd : ARES_SOCKET_BAD,
                      writes ? one.fd : ARES_SOCKET_BAD);
    }
  }
  return true;
}

bool DnsLookup::process() noexcept {
  constexpr int rounds_in_a_step = 16;
  int round = 0;
  while (round != rounds_in_a_step && poll_once()) ++round;
  ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  return round != rounds_in_a_step;
}

std::uint32_t DnsLookup::pause_ms() const noexcept {
  timeval longest{};
  longest.tv_sec = 1;
  timeval room;
  const timeval* const pause = ares_timeout(channel_, &longest, &room);
  return static_cast<std::uint32_t>(pause->tv_sec * 1'000 + pause->tv_usec / 1'000 + 1);
}

// --- The end ------------------------------------------------------------------------------------

DnsLookup::~DnsLookup() {
  if (joinable != nullptr) std::erase(*joinable, this);
  if (channel_ != nullptr) ares_destroy(channel_);  // calls back that its sockets are closed
}

Addresses DnsLookup::found() const {
  Addresses all = six_.found;
  all.insert(all.end(), four_.found.begin(), four_.found.end());
  return all;
}

bool DnsLookup::is_absent(int status) noexcept {
  return status == ARES_ENOTFOUND || status == ARES_ENODATA;
}

/// That a host has no address of a kind, a server says without a time. Names of /etc/hosts have
/// none either: the file is read each time.
std::uint32_t DnsLookup::seconds_to_keep() const noexcept {
  int seconds = longest_keep_s;
  for (const Query* const each : {&six_, &four_}) {
    const bool is_whole =
        each->is_over && (each->status == ARES_SUCCESS || is_absent(each->status));
    seconds = is_whole ? std::min(seconds, each->seconds_to_keep) : 0;
    if (seconds <= 0) return 0;
  }
  return has_some() ? static_cast<std::uint32_t>(seconds) : 0;
}

Error DnsLookup::error() const {
  if (is_absent(six_.status) && is_absent(four_.status)) {
    return Error::os(HostsResolver::host_not_found, host_ + ": there is no such host");
  }
  const int status = is_absent(four_.status) ? six_.status : four_.status;
  if (status == ARES_ENOMEM) return Error::memory;
  const std::string text = host_ + ": no name server tells: " + ares_strerror(status);
  return Error::os(DnsResolver::no_answer, text);
}

}  // namespace uasyncio::detail

#endif
