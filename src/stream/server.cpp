// SPDX-License-Identifier: MIT
// Servers: who listens, who has connected, and the end of both. The state is counted by its users,
// because clients may outlive the Server object; they are in a ring, so that one that ends takes
// itself out at no cost.
#include "uasyncio/stream/server.hpp"

#if UASYNCIO_HOSTED

#include "accepting.hpp"
#include "server_state.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/core/fail.hpp"

#include <cerrno>
#include <cstring>

namespace uasyncio {
namespace detail {

ListeningState::ListeningState() noexcept : parts_(std::make_unique<Parts>()) {}
ListeningState::~ListeningState() = default;

void ListeningState::Parts::enter(ClientLink& client) noexcept {
  client.next = &clients;
  client.previous = clients.previous;
  clients.previous->next = &client;
  clients.previous = &client;
  ++client_count;
}

void ListeningState::Parts::leave(ClientLink& client) noexcept {
  client.previous->next = client.next;
  client.next->previous = client.previous;
  client_gone.set();
  if (--client_count == 0 && closed.is_set()) without_clients.set();
}

void ListeningState::Parts::close() noexcept {
  if (closed.is_set()) return;
  for (Task<>& task : accepting) task.cancel();
  accepting.clear();
  listeners.clear();
  closed.set();
  if (client_count == 0) without_clients.set();
}

namespace {

void prepare(const ServerReference& state, const ServerOptions& options) noexcept {
  ListeningState::Parts& parts = parts_of(state);
  parts.network = network_or_default(options.network);
  parts.limit = options.limit;
  parts.write_limit = options.write_limit;
  parts.tls = options.tls;
}

/// Of a machine without the one family, "localhost" is still the other one.
bool may_be_left_out(const Error& error) noexcept {
  return error == Error::os(EAFNOSUPPORT) || error == Error::os(EADDRNOTAVAIL);
}

/// Listens at all the addresses. With port 0 all have the number that the first one gets.
Attempt listen_at(ListeningState::Parts& parts, const Addresses& addresses,
                  const SocketOptions& options, Address& failed) {
  Attempt left_out = Attempt::moved(0);
  std::uint16_t port = addresses.front().port();
  for (const Address& address : addresses) {
    NetworkDevice device;
    const Attempt attempt = parts.network->listen(address.with_port(port), options, device);
    if (attempt.has_failed()) {
      failed = address.with_port(port);
      if (!may_be_left_out(attempt.error()) || addresses.size() == 1) return attempt;
      left_out = attempt;
      continue;
    }
    port = parts.network->address_of(*device).port();
    parts.listeners.push_back(std::move(device));
  }
  return parts.listeners.empty() ? left_out : Attempt::moved(0);
}

Coro<Server> serve_at(ServerReference state, Addresses addresses, ServerOptions options) {
  ListeningState::Parts& parts = parts_of(state);
  if (parts.network == nullptr) co_await fail(Error::os(ENOSYS));
  constexpr int tries_of_a_port = 16;  // that is free at the first address may be taken at another
  Address place;
  Attempt attempt = Attempt::moved(0);
  for (int time = 0; time != tries_of_a_port; ++time) {
    attempt = listen_at(parts, addresses, options.socket, place);
    const bool tries_another = attempt.has_failed() && addresses.front().port() == 0 &&
                               attempt.error() == Error::os(EADDRINUSE);
    if (!tries_another) break;
    parts.listeners.clear();
  }
  if (attempt.has_failed()) {
    const Error error = attempt.error();
    const std::string text = place.text() + ": " + std::strerror(error.code);
    co_await fail(error(text.c_str()));
  }
  for (const NetworkDevice& listener : parts.listeners) {
    parts.accepting.push_back(create_task(accept_clients(state, *listener), {.name = "Server"}));
  }
  co_return Server(std::move(state));
}

}  // namespace

Coro<Server> serve(ServerReference state, std::string host, std::uint16_t port,
                   ServerOptions options) {
  prepare(state, options);
  Addresses addresses{Address::any(port)};
  if (!host.empty()) addresses = co_await look_up(std::move(host), port, options.resolver);
  co_return co_await serve_at(std::move(state), std::move(addresses), options);
}

Coro<Server> serve_path(ServerReference state, std::string path, ServerOptions options) {
  prepare(state, options);
  const Address address = Address::local(path);
  if (address == Address()) co_await fail(Error::os(ENAMETOOLONG));
  co_return co_await serve_at(std::move(state), Addresses(1, address), options);
}

}  // namespace detail

using detail::Client;
using detail::ClientLink;
using detail::ListeningState;
using detail::ServerReference;

namespace {

/// Closes a server, when what waits for its end is cancelled.
class Closing {
 public:
  explicit Closing(ServerReference state) noexcept : state_(std::move(state)) {}
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  ~Closing() { parts().close(); }
  ListeningState::Parts& parts() const noexcept { return detail::parts_of(state_); }

 private:
  ServerReference state_;
};

}  // namespace

Coro<> Server::serve_forever() {
  if (is_empty()) co_return;
  const Closing closing{state_};
  co_await closing.parts().closed.wait();
}

void Server::close() noexcept {
  if (!is_empty()) detail::parts_of(state_).close();
}

void Server::for_each_client(void (StreamWriter::*end)() noexcept) noexcept {
  if (is_empty()) return;
  ClientLink& all = detail::parts_of(state_).clients;
  for (ClientLink* each = all.next; each != &all; each = each->next) {
    (static_cast<Client*>(each)->writer.*end)();
  }
}

Coro<> Server::wait_closed() {
  if (is_empty()) co_return;
  const ServerReference state = state_;
  co_await detail::parts_of(state).without_clients.wait();
}

bool Server::is_serving() const noexcept {
  return !is_empty() && !detail::parts_of(state_).closed.is_set();
}

std::size_t Server::clients() const noexcept {
  return is_empty() ? 0 : detail::parts_of(state_).client_count;
}

Address Server::address(std::size_t index) const noexcept {
  if (is_empty()) return {};
  ListeningState::Parts& parts = detail::parts_of(state_);
  if (index >= parts.listeners.size()) return {};
  return parts.network->address_of(*parts.listeners[index]);
}

}  // namespace uasyncio

#endif
