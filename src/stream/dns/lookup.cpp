// SPDX-License-Identifier: MIT
// Of stream/dns_resolver.hpp: name servers by c-ares.
//
// Each look-up has a channel of its own, since what c-ares asks can only be cancelled with all that
// a channel asks. Sockets are watched for edges, and c-ares reads them as if it were told of
// levels; so they are asked by `poll`, which does not wait, until there is nothing more.
#include "uasyncio/stream/dns_resolver.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_DNS

#include "../system_address.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/stream/readiness.hpp"
#include "uasyncio/structured/wait_for.hpp"
#include "uasyncio/sync/event.hpp"

#include <algorithm>
#include <ares.h>
#include <cerrno>
#include <list>
#include <netdb.h>
#include <poll.h>

namespace uasyncio {
namespace {

constexpr int resolution_delay_ms = 50;  // RFC 8305

/// One name that is asked for.
class Lookup {
 public:
  explicit Lookup(std::uint16_t port) noexcept : port_(port) {}
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  ~Lookup() {
    if (channel_ != nullptr) ares_destroy(channel_);  // calls back that its sockets are closed
  }

  Error start(const DnsOptions& options, const char* host) noexcept;
  /// Takes what has come, and asks again whom it is time for. False if there may be more.
  bool process() noexcept;
  /// How long nothing need be done without news.
  std::uint32_t pause_ms() const noexcept;
  bool has_some() const noexcept { return !six_.found.empty() || !four_.found.empty(); }
  bool is_over() const noexcept { return six_.is_over && four_.is_over; }
  /// IPv6 first.
  Addresses take();
  Error error(const std::string& host) const;

  Event news{"an answer of a name server"};

 private:
  struct Query {
    Lookup* lookup;
    Addresses found;
    int status = ARES_SUCCESS;
    bool is_over = false;
  };
  struct Socket : DescriptorWatch {
    Socket(Lookup& its_lookup, int its_descriptor) noexcept
        : DescriptorWatch(&on_news), lookup(&its_lookup) {
      descriptor = its_descriptor;
    }
    static void on_news(DescriptorWatch& watch, unsigned) noexcept {
      static_cast<Socket&>(watch).lookup->news.set();
    }
    Lookup* lookup;
    short wanted = 0;  // of poll
  };

  void ask(Query& query, const char* host, int family) noexcept;
  bool poll_once() noexcept;
  void on_socket(int descriptor, short wanted) noexcept;
  static void on_socket_state(void* lookup, int descriptor, int reads, int writes);
  static void on_answer(void* query, int status, int, ares_addrinfo* found);

  ares_channel channel_ = nullptr;
  Descriptors* descriptors_ = nullptr;
  std::list<Socket> sockets_;
  std::uint16_t port_;
  Query six_{this, {}};
  Query four_{this, {}};
};

Error Lookup::start(const DnsOptions& options, const char* host) noexcept {
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
  ask(six_, host, AF_INET6);
  ask(four_, host, AF_INET);
  return Error::none;
}

void Lookup::ask(Query& query, const char* host, int family) noexcept {
  ares_addrinfo_hints hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = ARES_AI_NOSORT;
  ares_getaddrinfo(channel_, host, nullptr, &hints, &on_answer, &query);
}

void Lookup::on_answer(void* argument, int status, int, ares_addrinfo* found) {
  auto& query = *static_cast<Query*>(argument);
  query.is_over = true;
  query.status = status;
  if (found == nullptr) return;
  for (const ares_addrinfo_node* each = found->nodes; each != nullptr; each = each->ai_next) {
    detail::add_system_address(query.found, each->ai_addr, query.lookup->port_);
  }
  ares_freeaddrinfo(found);
}

// --- Sockets ------------------------------------------------------------------------------------

void Lookup::on_socket_state(void* argument, int descriptor, int reads, int writes) {
  const int wanted = (reads != 0 ? POLLIN : 0) | (writes != 0 ? POLLOUT : 0);
  static_cast<Lookup*>(argument)->on_socket(descriptor, static_cast<short>(wanted));
}

void Lookup::on_socket(int descriptor, short wanted) noexcept {
  const auto place = std::find_if(
      sockets_.begin(), sockets_.end(),
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
bool Lookup::poll_once() noexcept {
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

bool Lookup::process() noexcept {
  constexpr int rounds_in_a_step = 16;
  int round = 0;
  while (round != rounds_in_a_step && poll_once()) ++round;
  ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  return round != rounds_in_a_step;
}

std::uint32_t Lookup::pause_ms() const noexcept {
  timeval longest{};
  longest.tv_sec = 1;
  timeval room;
  const timeval* const pause = ares_timeout(channel_, &longest, &room);
  return static_cast<std::uint32_t>(pause->tv_sec * 1'000 + pause->tv_usec / 1'000 + 1);
}

// --- The end ------------------------------------------------------------------------------------

Addresses Lookup::take() {
  Addresses all = std::move(six_.found);
  all.insert(all.end(), four_.found.begin(), four_.found.end());
  return all;
}

Error Lookup::error(const std::string& host) const {
  const auto is_absent = [](int status) {
    return status == ARES_ENOTFOUND || status == ARES_ENODATA;
  };
  if (is_absent(six_.status) && is_absent(four_.status)) {
    return Error::os(HostsResolver::host_not_found, host + ": there is no such host");
  }
  const int status = is_absent(four_.status) ? six_.status : four_.status;
  if (status == ARES_ENOMEM) return Error::memory;
  const std::string text = host + ": no name server tells: " + ares_strerror(status);
  return Error::os(DnsResolver::no_answer, text);
}

}  // namespace

Coro<Addresses> DnsResolver::resolve(std::string host, std::uint16_t port) {
  const Address number = Address::numeric(host, port);
  if (!(number == Address())) co_return Addresses(1, number);
  Lookup lookup(port);
  const Error error = lookup.start(options_, host.c_str());
  if (error) co_await fail(error);
  bool is_late = false;
  while (!lookup.is_over() && !is_late) {
    const bool has_some = lookup.has_some();
    const std::uint32_t pause_ms = has_some ? resolution_delay_ms : lookup.pause_ms();
    const auto told = co_await as_result(wait_for_ms(lookup.news.wait(), pause_ms));
    is_late = has_some && !told.ok();
    lookup.news.clear();
    while (!lookup.process()) {
      const bool is_enough = lookup.is_over();
      if (is_enough) break;
      co_await sleep_ms(0);
    }
  }
  if (!lookup.has_some()) co_await fail(lookup.error(host));
  co_return lookup.take();
}

}  // namespace uasyncio

#endif
