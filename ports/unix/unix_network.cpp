// SPDX-License-Identifier: MIT
// Sockets. Every call is a try that does not block; what would block asks the device to tell when
// to come again, which is all that the streams above need.
#include "unix_network.hpp"

#include "socket_name.hpp"
#include "uasyncio/stream/fd_device.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <poll.h>
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

int make_socket(const SystemAddress& address, int type = SOCK_STREAM) noexcept {
  return socket(address.storage.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/// A socket to be bound to `place`, which is changed if it is all addresses and this machine has
/// no IPv6. -1 and errno if there is none.
int make_socket_at(Address& place, int type) noexcept {
  const bool takes_both = place == Address::any(place.port());
  int descriptor = make_socket(socket_name::to_system(place), type);
  if (descriptor < 0 && errno == EAFNOSUPPORT && takes_both) {
    place = Address::numeric("0.0.0.0", place.port());
    descriptor = make_socket(socket_name::to_system(place), type);
  }
  if (place.family() == Address::Family::ipv6) {
    set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, takes_both ? 0 : 1);
  }
  return descriptor;
}

Attempt failed_of(int descriptor) noexcept {
  const Attempt failed = failure(errno);
  close(descriptor);
  return failed;
}

/// Whether nobody has it open. Asked by a socket of another type, of which a server hears nothing.
bool is_abandoned(const Address& address) noexcept {
  const SystemAddress target = socket_name::to_system(address);
  const int descriptor = make_socket(target, SOCK_DGRAM);
  if (descriptor < 0) return false;
  const bool is_refused = ::connect(descriptor, target.get(), target.size) != 0;
  const int error = errno;
  close(descriptor);
  return is_refused && error == ECONNREFUSED;
}

/// A server that ended without tidying up has left its socket behind.
void remove_stale_socket(const Address& address) noexcept {
  const auto bytes = address.bytes();
  const std::string path(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  struct stat status{};
  if (path[0] == '@' || stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  if (is_abandoned(address)) unlink(path.c_str());
}

FdDevice& socket_of(Device& device) noexcept { return static_cast<FdDevice&>(device); }

}  // namespace

NetworkDevice UnixNetwork::make_device(int descriptor, Address::Family family) noexcept {
  const auto kind = family == Address::Family::local ? FdDevice::Kind::socket : FdDevice::Kind::tcp;
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
  const int descriptor = make_socket_at(place, SOCK_STREAM);
  if (descriptor < 0) return failure(errno);
  if (place.family() == Address::Family::local) {
    remove_stale_socket(place);
  } else {
    apply(descriptor, options);
    set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (options.reuse_port) set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
  }
  const SystemAddress target = socket_name::to_system(place);
  if (bind(descriptor, target.get(), target.size) != 0 ||
      ::listen(descriptor, options.backlog) != 0) {
    return failed_of(descriptor);
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

/// The system looks for a free descriptor first, and for a client then.
bool UnixNetwork::has_waiting(Device& listening) noexcept {
  FdDevice& server = socket_of(listening);
  pollfd look{.fd = server.fileno(), .events = POLLIN, .revents = 0};
  if (poll(&look, 1, 0) != 0) return true;
  server.await_again(Interest::read);
  return false;
}

// --- Datagrams ----------------------------------------------------------------------------------

Attempt UnixNetwork::open_datagrams(const DatagramPlace& place, NetworkDevice& device) noexcept {
  const bool is_bound = !(place.home == Address());
  Address home = is_bound ? place.home : place.peer;
  const int descriptor = make_socket_at(home, SOCK_DGRAM);
  if (descriptor < 0) return failure(errno);
  if (place.reuse_port) set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
  if (place.broadcast) set(descriptor, SOL_SOCKET, SO_BROADCAST, 1);
  const SystemAddress own = socket_name::to_system(home);
  if (is_bound && bind(descriptor, own.get(), own.size) != 0) return failed_of(descriptor);
  const SystemAddress peer = socket_name::to_system(place.peer);
  if (peer.size != 0 && ::connect(descriptor, peer.get(), peer.size) != 0) {
    return failed_of(descriptor);
  }
  device = make_device(descriptor, Address::Family::local);
  return device == nullptr ? failure(ENOMEM) : Attempt::moved(0);
}

Attempt UnixNetwork::send(Device& device, std::span<const std::byte> bytes,
                          const Address& to) noexcept {
  FdDevice& socket = socket_of(device);
  const SystemAddress target = socket_name::to_system(to);
  ssize_t count;
  do {
    count = sendto(socket.fileno(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                   target.size == 0 ? nullptr : target.get(), target.size);
  } while (count < 0 && errno == EINTR);
  if (count >= 0) return Attempt::moved(bytes.size());
  if (errno != EAGAIN) return failure(errno);
  socket.await_again(Interest::write);
  return Attempt::would_block();
}

Attempt UnixNetwork::receive(Device& device, std::span<std::byte> room,
                             Datagram& datagram) noexcept {
  FdDevice& socket = socket_of(device);
  SystemAddress from;
  iovec part{room.data(), room.size()};
  msghdr message{};
  message.msg_name = from.get();
  message.msg_namelen = sizeof from.storage;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  ssize_t count;
  do {
    count = recvmsg(socket.fileno(), &message, MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) {
    socket.await_again(Interest::read);
    return Attempt::would_block();
  }
  if (count < 0) return failure(errno);
  from.size = message.msg_namelen;
  datagram.size = static_cast<std::size_t>(count);
  datagram.is_truncated = (message.msg_flags & MSG_TRUNC) != 0;
  datagram.from = socket_name::from_system(from);
  return Attempt::moved(datagram.size);
}

// --- All of them --------------------------------------------------------------------------------

Address UnixNetwork::address_of(Device& device) noexcept {
  return socket_name::of_self(socket_of(device).fileno());
}

void UnixNetwork::destroy(Device& device) noexcept { delete &socket_of(device); }

}  // namespace uasyncio
