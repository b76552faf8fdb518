// SPDX-License-Identifier: MIT
// Of stream/server.hpp: how clients come to a server, and how they go.
#include "uasyncio/stream/server.hpp"

#if UASYNCIO_HOSTED

#include "accepting.hpp"
#include "client_task.hpp"
#include "securing.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <cerrno>

namespace uasyncio::detail {
namespace {

using Parts = ListeningState::Parts;

/// Null without memory, which is reported.
template <class Kind, class... Tls>
std::unique_ptr<Kind> make_client(const ServerReference& server, NetworkDevice device,
                                  Tls&&... tls) noexcept {
  const Parts& parts = parts_of(server);
  auto client = with_buffers<Kind>(parts.limit, parts.write_limit, server, std::move(device),
                                   std::forward<Tls>(tls)...);
  if (client == nullptr) report_no_memory_for_client();
  return client;
}

void serve_client(const ServerReference& state, NetworkDevice device) noexcept {
  auto client = make_client<ClientTask>(state, std::move(device), nullptr);
  if (client != nullptr) ClientTask::start(std::move(client));
}

/// The same after a handshake. A coroutine: what an idle client has is for the most part TLS.
Coro<> serve_tls_client(ServerReference state, NetworkDevice device) {
  Parts& server = parts_of(state);
  Error error;
  std::unique_ptr<TlsDevice> tls = tls_over(*device, *server.tls, nullptr, error);
  if (tls == nullptr) {
    report_of_server("the TLS handshake of a client failed", error);
    co_return;
  }
  const auto client = make_client<Client>(state, std::move(device), std::move(tls));
  if (client == nullptr) co_return;
  const std::uint32_t limit_ms = server.tls->handshake_limit_ms();
  const Result<void> greeted = co_await as_result(client->tls->handshake(limit_ms));
  if (!greeted.ok()) {
    report_of_server("the TLS handshake of a client failed", greeted.error());
  } else {
    report_failure_of_handler(co_await as_result(client->handle()));
  }
  co_await close_in_order(client->writer);
}

/// The client has gone before it was accepted, or its network has failed: see accept(2).
bool is_about_the_client(int error) noexcept {
  switch (error) {
    case ECONNABORTED:
    case EPROTO:
    case EPERM:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case ETIMEDOUT: return true;
    default: return false;
  }
}

/// Nobody can be accepted just now.
Coro<> pause(Parts& server, Error error) {
  constexpr int longest_pause_s = 1;
  if (!std::exchange(server.is_short, true)) {
    report_of_server("clients have to wait: they cannot be accepted", error);
  }
  server.client_gone.clear();
  (void)co_await as_result(wait_for(server.client_gone.wait(), longest_pause_s));
}

}  // namespace

Coro<> accept_clients(ServerReference state, Device& listener) {
  constexpr unsigned at_once = 64;  // then the others run
  Parts& server = parts_of(state);
  Event news("a server's clients");
  EventListener listening(news);
  listener.listen(Interest::read, &listening);
  for (unsigned accepted = 1;; ++accepted) {
    news.clear();
    NetworkDevice client;
    const Attempt attempt = server.network->accept(listener, client);
    if (attempt.is_would_block()) {
      server.is_short = false;  // all who waited have been accepted
      co_await news.wait();
      continue;
    }
    if (attempt.has_moved()) {
      if (server.tls == nullptr) {
        serve_client(state, std::move(client));
      } else {
        create_task(serve_tls_client(state, std::move(client)), {.name = "client"});
      }
    } else if (!is_about_the_client(attempt.error().code)) {
      if (server.network->has_waiting(listener)) {
        co_await pause(server, attempt.error());
      } else {
        co_await news.wait();  // there was no descriptor, but for nobody
      }
    }
    if (accepted % at_once == 0) co_await sleep_ms(0);
  }
}

}  // namespace uasyncio::detail

#endif
