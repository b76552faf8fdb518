// SPDX-License-Identifier: MIT
// The same by OpenSSL alone, as `openssl s_server` does it: one client at a time, on a socket that
// blocks.
#include "bench/host/tls.hpp"

namespace {

SSL_CTX* make_context() {
  test_certificates::Identity identity;
  test_certificates::make(identity, {}, nullptr);
  SSL_CTX* const ctx = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate(ctx, identity.certificate);
  SSL_CTX_use_PrivateKey(ctx, identity.key);
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

}  // namespace

int main() {
  SSL_CTX* const ctx = make_context();
  const auto [listener, port] = loopback::Listener();

  pid_t client = tls::start_client(port, tls::handshakes + 1);
  end(accept_client(ctx, listener));
  bench::Times begin = bench::now();
  for (long time = 0; time != tls::handshakes; ++time) end(accept_client(ctx, listener));
  tls::report_handshakes(bench::now() - begin);
  tls::end_client(client);

  client = tls::start_client(port, 1);
  SSL* const ssl = accept_client(ctx, listener);
  const std::vector<char> piece(tls::piece_size, 'x');
  begin = bench::now();
  for (long count = 0; count != tls::pieces; ++count) {
    if (SSL_write(ssl, piece.data(), static_cast<int>(piece.size())) <= 0) std::abort();
  }
  tls::report_bulk(bench::now() - begin);
  end(ssl);
  tls::end_client(client);
  SSL_CTX_free(ctx);
}
