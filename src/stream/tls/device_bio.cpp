// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: a device as OpenSSL's source and sink of records.
#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_TLS

#include "openssl.hpp"

namespace uasyncio::detail {
namespace {

OpensslEngine& engine_of(BIO* bio) noexcept {
  return *static_cast<OpensslEngine*>(BIO_get_data(bio));
}

/// 1 if something was moved, as OpenSSL wants it.
int answer(BIO* bio, Attempt attempt, std::size_t* count, int retry) noexcept {
  BIO_clear_retry_flags(bio);
  if (attempt.has_moved()) {
    *count = attempt.count();
    return 1;
  }
  *count = 0;
  if (attempt.is_would_block()) BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
  if (attempt.is_end()) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  if (attempt.has_failed()) engine_of(bio).below_failed(attempt);
  return 0;
}

int read(BIO* bio, char* room, std::size_t size, std::size_t* count) noexcept {
  const Attempt attempt = engine_of(bio).receive(std::as_writable_bytes(std::span(room, size)));
  return answer(bio, attempt, count, BIO_FLAGS_READ);
}

int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* count) noexcept {
  const Attempt attempt = engine_of(bio).send(std::as_bytes(std::span(bytes, size)));
  return answer(bio, attempt, count, BIO_FLAGS_WRITE);
}

long control(BIO* bio, int command, long, void*) noexcept {
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* new_method() noexcept {
  BIO_METHOD* const method =
      BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "uasyncio device");
  if (method == nullptr) return nullptr;
  BIO_meth_set_read_ex(method, &read);
  BIO_meth_set_write_ex(method, &write);
  BIO_meth_set_ctrl(method, &control);
  return method;
}

}  // namespace

BIO* new_device_bio(OpensslEngine& engine) noexcept {
  static BIO_METHOD* const method = new_method();
  BIO* const bio = method == nullptr ? nullptr : BIO_new(method);
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &engine);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace uasyncio::detail

#endif
