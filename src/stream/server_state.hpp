// SPDX-License-Identifier: MIT
// Of stream/server.hpp: what a server and its clients share.
#pragma once

#include "uasyncio/stream/server.hpp"

#include "connecting.hpp"
#include "uasyncio/core/task.hpp"
#include "uasyncio/stream/tls_device.hpp"

#include <utility>
#include <vector>

namespace uasyncio::detail {

/// In the ring of a server's clients.
struct ClientLink {
  ClientLink* next = nullptr;
  ClientLink* previous = nullptr;
};

struct ListeningState::Parts {
  Network* network = nullptr;
  std::size_t limit = 0;
  std::size_t write_limit = 0;
  const TlsContext* tls = nullptr;
  std::vector<NetworkDevice> listeners;
  std::vector<Task<>> accepting;
  ClientLink clients{&clients, &clients};
  std::size_t client_count = 0;
  Event closed{"Server.serve_forever"};
  Event without_clients{"Server.wait_closed"};
  Event client_gone{"Server, out of descriptors"};
  bool is_short = false;  // until nobody waits any more: it was reported

  void enter(ClientLink& client) noexcept;
  void leave(ClientLink& client) noexcept;
  void close() noexcept;
};

inline ListeningState::Parts& parts_of(const ServerReference& state) noexcept {
  return static_cast<ListeningState*>(state.get())->parts();
}

/// A client's connection, among those of its server while it lives.
class Client : public ClientLink, public ConnectionParts {
 public:
  Client(Buffers buffers, ServerReference server, NetworkDevice its_device,
         std::unique_ptr<TlsDevice> its_tls) noexcept
      : ConnectionParts(buffers, std::move(its_device), std::move(its_tls)),
        server_(std::move(server)) {
    parts_of(server_).enter(*this);
  }
  ~Client() { parts_of(server_).leave(*this); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Coro<> handle() { return server_.get()->handle(reader, writer); }

 private:
  ServerReference server_;
};

}  // namespace uasyncio::detail
