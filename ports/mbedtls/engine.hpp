// SPDX-License-Identifier: MIT
// Of context.hpp: a connection's engine by mbedTLS, and what those of a context share.
#pragma once

#include "ports/mbedtls/context.hpp"
#include "ports/mbedtls/memory.hpp"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ssl.h>
#if UASYNCIO_TLS_SERVER
#include <mbedtls/ssl_ticket.h>
#endif

namespace uasyncio::mbedtls {

// Of a subject, or the host that a client asks for: what is longer is cut off.
inline constexpr std::size_t longest_name = 64;

struct ContextState : InTlsMemory {
  ContextState() noexcept;
  ContextState(const ContextState&) = delete;
  ContextState& operator=(const ContextState&) = delete;
  ~ContextState();

  Error set_up(bool serves, const Options& options) noexcept;
  /// Of the handshake that is just over, with this peer.
  void keep_session(const mbedtls_ssl_context& ssl, std::string_view subject) noexcept;
  bool has_session_with(const char* host) const noexcept;

  mbedtls_ssl_config conf;
  mbedtls_ctr_drbg_context random;
  mbedtls_x509_crt trusted;
  mbedtls_x509_crt own;
  mbedtls_pk_context key;
  mbedtls_ssl_session session;           // the last one
  char session_host[longest_name] = "";  // whom with
  char session_peer[longest_name] = "";  // the subject of its certificate
  char alpn[64] = "";
  const char* protocols[5] = {};  // parts of it; null is the end
  std::int64_t (*utc_s)() noexcept = nullptr;
  void (*key_log)(const char* line) noexcept = nullptr;
  bool is_server = false;
  bool verifies = true;
  bool trusts_any_host = false;
#if UASYNCIO_TLS_SERVER
  mbedtls_ssl_ticket_context tickets;
#endif

 private:
  Error seed() noexcept;
  Error configure() noexcept;
  Error use_trusted(const Options& options) noexcept;
  Error use_certificates(const Options& options) noexcept;
  Error use_protocols(const char* list) noexcept;
  /// Of server.cpp: what only servers have.
  int serve() noexcept;
};

/// Gives a line of a key log to the context that is `self`: for mbedTLS.
int log_key(void* self, const unsigned char* master, const unsigned char* keys,
            std::size_t mac_size, std::size_t key_size, std::size_t nonce_size,
            const unsigned char* client_random, const unsigned char* server_random,
            mbedtls_tls_prf_types kind) noexcept;

class Engine final : public TlsEngine, public InTlsMemory {
 public:
  Engine(Device& below, ContextState& context) noexcept;
  ~Engine() override;

  /// Error::none, or why there can be none.
  Error open(const char* server_name) noexcept;

  Attempt handshake() noexcept override;
  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  Attempt flush() noexcept override;
  Error error() const noexcept override { return error_; }
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;
  /// Of a server: the host that its client asks for.
  void note_asked(std::string_view host) noexcept;

 private:
  static int on_send(void* self, const unsigned char* bytes, std::size_t size) noexcept;
  static int on_receive(void* self, unsigned char* room, std::size_t size) noexcept;
  static int on_certificate(void* self, mbedtls_x509_crt* certificate, int depth,
                            std::uint32_t* flags) noexcept;
  int moved(Attempt attempt, int if_would_block) noexcept;
  std::uint32_t objections(const mbedtls_x509_crt& certificate, int depth) const noexcept;
  Error refusal(const mbedtls_x509_crt& certificate, int depth, std::uint32_t flags) noexcept;
  Error refusal_of_use() const noexcept;
  void note_peer(const mbedtls_x509_name& subject) noexcept;
  /// Of server.cpp: one of a server's handshake, which is computed in pieces, too.
  int server_step() noexcept;
  int step() noexcept;
  const char* wanted() const noexcept { return ssl_.hostname == nullptr ? number_ : ssl_.hostname; }
  /// No record of the peer was one of TLS yet.
  bool has_not_heard_tls() const noexcept { return ssl_.state <= MBEDTLS_SSL_SERVER_HELLO; }
  bool must_try_again(int result) noexcept;
  Attempt result_of(int result) noexcept;
  Error error_of(int result) const noexcept;
  Attempt fail(const Error& error) noexcept;

  Device* below_;
  ContextState* context_;
  mbedtls_ssl_context ssl_;
  char number_[48] = "";                       // the host that is wanted, if it is a number
  char asked_[longest_name] = "";              // of a server: that which its client asks for
  char peer_[longest_name] = "";               // the subject of its certificate
  Attempt failure_ = Attempt::moved(0);        // of TLS: for good
  Attempt below_failure_ = Attempt::moved(0);  // of the device below, since the last try
  Error error_;
  Error refused_;                          // the peer's certificate
  unsigned refusals_ = memory().refusals;  // of memory, before it began
  std::size_t received_ = 0;               // bytes, since there was data among them
  bool would_block_ = false;               // the device below, at the last try to read
  bool has_ended_ = false;                 // so has it
  bool has_finished_ = false;              // we have said so
  bool is_resumed_ = false;
};

}  // namespace uasyncio::mbedtls
