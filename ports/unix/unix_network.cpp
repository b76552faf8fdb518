#include "unix_network.hpp"

#include "socket_name.hpp"
#include "uasyncio/stream/fd_device.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace uasyncio {
namespace {

using socket_name::SystemAddress;

Attempt failure(int error) noexcept { return Attempt::failed(Error::os(error)); }

void set(int descriptor, int level, int option, int value) noexcept {
  setsockopt(descriptor, level, option, &value, sizeof value);
}

/// What a listening socket has is given to the connections that it accepts.
void apply(int descriptor, const SocketOptions& options) noexcept {
  set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
  if (options.keep_alive_s != 0) {
    set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, static_cast<int>(options.keep_alive_s));
    set(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, static_cast<int>(options.keep_alive_s));
  }
  if (options.user_timeout_ms != 0) {
    set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(options.user_timeout_ms));
  }
}

int make_socket(const SystemAddress& address) noexcept {
  return socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/// A server that ended without tidying up has left its socket behind.
void remove_stale_socket(const Address& address) noexcept {
  const auto bytes = address.bytes();
  const std::string path(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  struct stat status {};
  if (path[0] == '@' || stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  unlink(path.c_str());
}

FdDevice& socket_of(Device& device) noexcept { return static_cast<FdDevice&>(device); }

}  // namespace

NetworkDevice UnixNetwork::make_device(int descriptor, Address::Family family) noexcept {
  const auto kind =
      family == Address::Family::local ? FdDevice::Kind::socket : FdDevice::Kind::tcp;
  auto* const device = new (std::nothrow) FdDevice(descriptor, kind);
  if (device == nullptr) {
    close(descriptor);
    return nullptr;
  }
  return owned(*device);
}

Attempt UnixNetwork::connect(const Address& address, const SocketOptions& options,
                             NetworkDevice& device) noexcept {
  const SystemAddress target = socket_name::to_system(address);
  const int descriptor = make_socket(target);
  if (descriptor < 0) return failure(errno);
  if (address.family() != Address::Family::local) apply(descriptor, options);
  device = make_device(descriptor, address.family());
  if (device == nullptr) return failure(ENOMEM);
  if (::connect(descriptor, target.get(), target.size) == 0) return finish_connecting(*device);
  if (errno == EINPROGRESS || errno == EINTR) {
    socket_of(*device).await_again(Interest::write);
    return Attempt::would_block();
  }
  const Attempt failed = failure(errno);
  device.reset();
  return failed;
}

Attempt UnixNetwork::finish_connecting(Device& device) noexcept {
  FdDevice& connection = socket_of(device);
  const int descriptor = connection.fileno();
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return failure(error);
  const Address peer = socket_name::of_peer(descriptor);
  if (connection.kind() != FdDevice::Kind::tcp) return Attempt::moved(0);
  if (peer.family() == Address::Family::none) {
    connection.await_again(Interest::write);
    return Attempt::would_block();
  }
  // With nobody there, a socket can connect to itself.
  return peer == socket_name::of_self(descriptor) ? failure(ECONNREFUSED) : Attempt::moved(0);
}

Attempt UnixNetwork::listen(const Address& address, const SocketOptions& options,
                            NetworkDevice& device) noexcept {
  Address place = address;
  SystemAddress target = socket_name::to_system(place);
  int descriptor = make_socket(target);
  if (descriptor < 0 && errno == EAFNOSUPPORT && address == Address::any(address.port())) {
    place = Address::numeric("0.0.0.0", address.port());
    target = socket_name::to_system(place);
    descriptor = make_socket(target);
  }
  if (descriptor < 0) return failure(errno);
  if (place.family() == Address::Family::local) {
    remove_stale_socket(place);
  } else {
    apply(descriptor, options);
    set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (options.reuse_port) set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
  }
  if (place.family() == Address::Family::ipv6) {
    const bool takes_both = place == Address::any(place.port());
    set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, takes_both ? 0 : 1);
  }
  if (bind(descriptor, target.get(), target.size) != 0 ||
      ::listen(descriptor, options.backlog) != 0) {
    const Attempt failed = failure(errno);
    close(descriptor);
    return failed;
  }
  device = make_device(descriptor, Address::Family::local);
  return device == nullptr ? failure(ENOMEM) : Attempt::moved(0);
}

Attempt UnixNetwork::accept(Device& listening, NetworkDevice& client) noexcept {
  FdDevice& server = socket_of(listening);
  SystemAddress peer;
  peer.size = sizeof peer.storage;
  int descriptor;
  do {
    descriptor = accept4(server.fileno(), peer.get(), &peer.size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0 && errno == EAGAIN) {
    server.await_again(Interest::read);
    return Attempt::would_block();
  }
  if (descriptor < 0) return failure(errno);
  const bool is_local = peer.storage.ss_family == AF_UNIX;
  client = make_device(descriptor, is_local ? Address::Family::local : Address::Family::ipv4);
  return client == nullptr ? failure(ENOMEM) : Attempt::moved(0);
}

Address UnixNetwork::address_of(Device& device) noexcept {
  return socket_name::of_self(socket_of(device).fileno());
}

void UnixNetwork::destroy(Device& device) noexcept { delete &socket_of(device); }

}  // namespace uasyncio
