// SPDX-License-Identifier: MIT
// The same by OpenSSL alone, as simply as it can be done: one client at a time, on a socket that
// blocks.
#include "bench/host/tls.hpp"

namespace {

SSL_CTX* make_server_context() {
  test_certificates::Identity identity;
  test_certificates::make(identity, {}, &test_certificates::issuer());
  SSL_CTX* const ctx = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_use_certificate(ctx, identity.certificate);
  SSL_CTX_use_PrivateKey(ctx, identity.key);
  return ctx;
}

SSL_CTX* make_client_context() {
  SSL_CTX* const ctx = SSL_CTX_new(TLS_client_method());
  X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), test_certificates::issuer().certificate);
  SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, nullptr);
  return ctx;
}

/// Takes the next client.
SSL* accept_client(SSL_CTX* ctx, int listener) {
  SSL* const ssl = SSL_new(ctx);
  SSL_set_fd(ssl, accept(listener, nullptr, nullptr));
  if (SSL_accept(ssl) != 1) std::abort();
  return ssl;
}

void end(SSL* ssl) {
  const int connection = SSL_get_fd(ssl);
  SSL_shutdown(ssl);
  SSL_free(ssl);
  shutdown(connection, SHUT_WR);
  char few[64];
  while (recv(connection, few, sizeof few, 0) > 0) {
  }
  close(connection);
}

void shake_hands(SSL_CTX* ctx) {
  const auto [listener, port] = loopback::Listener();
  const pid_t client = tls::start_client({port, tls::handshakes + 1});
  end(accept_client(ctx, listener));
  const bench::Times begin = bench::now();
  for (long time = 0; time != tls::handshakes; ++time) end(accept_client(ctx, listener));
  tls::report_handshakes(bench::now() - begin);
  tls::end_client(client);
}

void send_bulk(SSL_CTX* ctx) {
  const auto [listener, port] = loopback::Listener();
  const pid_t client = tls::start_client({port});
  SSL* const ssl = accept_client(ctx, listener);
  const std::vector<char> piece(tls::piece_size, 'x');
  const bench::Times begin = bench::now();
  for (long count = 0; count != tls::pieces; ++count) {
    if (SSL_write(ssl, piece.data(), static_cast<int>(piece.size())) <= 0) std::abort();
  }
  tls::report_bulk(bench::now() - begin);
  end(ssl);
  tls::end_client(client);
}

/// Some before, as in our program.
void hold_connections(SSL_CTX* ctx) {
  const auto [listener, port] = loopback::Listener();
  const pid_t first = tls::start_idle_clients(port);
  for (int number = 0; number != tls::idle_connections; ++number) accept_client(ctx, listener);
  const double before = tls::heap_bytes();
  const pid_t second = tls::start_idle_clients(port);
  for (int number = 0; number != tls::idle_connections; ++number) accept_client(ctx, listener);
  tls::report_idle(tls::heap_bytes() - before);
  tls::stop_client(first);
  tls::stop_client(second);
}

void time_steps(SSL_CTX* server_ctx) {
  SSL_CTX* const client_ctx = make_client_context();
  tls::Steps of_server;
  tls::Steps of_client;
  for (int time = 0; time != tls::timed_handshakes; ++time) {
    SSL* const client = SSL_new(client_ctx);
    SSL* const server = SSL_new(server_ctx);
    BIO* left = nullptr;
    BIO* right = nullptr;
    BIO_new_bio_pair(&left, 8 * 1024, &right, 8 * 1024);
    SSL_set_bio(client, left, left);
    SSL_set_bio(server, right, right);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    SSL_set1_host(client, "example.org");
    bool is_over = false;
    while (!is_over) {
      const int said = of_client.time([&] { return SSL_do_handshake(client); });
      is_over = of_server.time([&] { return SSL_do_handshake(server); }) == 1 && said == 1;
    }
    of_server.end_handshake();
    of_client.end_handshake();
    SSL_free(client);
    SSL_free(server);
  }
  tls::report_steps(of_server, of_client);
  SSL_CTX_free(client_ctx);
}

}  // namespace

int main() {
  SSL_CTX* const ctx = make_server_context();
  shake_hands(ctx);
  send_bulk(ctx);
  hold_connections(ctx);
  time_steps(ctx);
  SSL_CTX_free(ctx);
}
