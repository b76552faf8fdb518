// SPDX-License-Identifier: MIT
// A descriptor as a device. Epoll watches it once, for edges, from its first wait to its end; in
// between it is known here whether a try may help, so that waiting costs no system call. Sockets
// are asked not to block call by call, other descriptors are made so.
#include "uasyncio/stream/fd_device.hpp"

#include "sigpipe.hpp"
#include "socket_name.hpp"
#include "uasyncio/kernel/scheduler.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace uasyncio {
namespace {

using Kind = FdDevice::Kind;

bool is_socket(Kind kind) noexcept { return kind == Kind::tcp || kind == Kind::socket; }

Kind kind_of_socket(int descriptor) noexcept {
  int domain = 0;
  socklen_t size = sizeof domain;
  getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size);
  int type = 0;
  size = sizeof type;
  getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size);
  const bool is_internet = domain == AF_INET || domain == AF_INET6;
  return is_internet && type == SOCK_STREAM ? Kind::tcp : Kind::socket;
}

Kind kind_of(int descriptor) noexcept {
  struct stat status{};
  if (fstat(descriptor, &status) != 0) return Kind::other;
  if (S_ISSOCK(status.st_mode)) return kind_of_socket(descriptor);
  if (S_ISFIFO(status.st_mode)) return Kind::pipe;
  unsigned number = 0;
  const bool is_master = ioctl(descriptor, TIOCGPTN, &number) == 0;
  return is_master || isatty(descriptor) == 1 ? Kind::terminal : Kind::other;
}

/// Whether a connection is over with this error.
bool ends_connection(Kind kind, int error) noexcept {
  switch (error) {
    case ECONNRESET:
    case EPIPE:
    case ETIMEDOUT:
    case EHOSTUNREACH: return true;
    case ENOMEM:
    case ENOBUFS: return false;
    default: return kind == Kind::tcp;  // ECONNABORTED, ENETUNREACH, and what else ICMP tells
  }
}

/// That of this process, if `descriptor` is the same one; -1 if not.
int open_own_terminal(int descriptor, int flags) noexcept {
  const int own = open("/dev/tty", flags);
  unsigned number = 0;
  unsigned own_number = 0;
  const bool is_same = ioctl(descriptor, TIOCGDEV, &number) == 0 &&
                       ioctl(own, TIOCGDEV, &own_number) == 0 && number == own_number;
  if (is_same || own < 0) return own;
  close(own);
  return -1;
}

}  // namespace

FdDevice::FdDevice(int its_descriptor) noexcept
    : FdDevice(its_descriptor, kind_of(its_descriptor)) {}

FdDevice::FdDevice(int its_descriptor, Kind kind) noexcept
    : DescriptorWatch(&on_news), kind_(kind), reads_until_blocked_(kind != Kind::tcp) {
  descriptor = its_descriptor;
  if (is_socket(kind)) return;
  ignore_sigpipe();
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) == 0) fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

// --- Moving bytes -------------------------------------------------------------------------------

Attempt FdDevice::failed(int error) noexcept {
  // The system tells it only once, and from then on that the stream has ended.
  if (ends_connection(kind_, error)) broken_ = static_cast<std::int16_t>(error);
  return Attempt::failed(Error::os(error));
}

Attempt FdDevice::try_read(std::span<std::byte> room) noexcept {
  if (descriptor < 0) return Attempt::failed(Error::os(EBADF));
  if (!can_read_) return Attempt::would_block();
  ssize_t count;
  do {
    count = is_socket(kind_) ? recv(descriptor, room.data(), room.size(), MSG_DONTWAIT)
                             : read(descriptor, room.data(), room.size());
  } while (count < 0 && errno == EINTR);
  if (count > 0) {
    const auto size = static_cast<std::size_t>(count);
    if (size < room.size() && !reads_until_blocked_) can_read_ = false;
    return Attempt::moved(size);
  }
  if (count < 0 && errno == EAGAIN && watch_error_ == 0) {
    can_read_ = false;
    return Attempt::would_block();
  }
  if (count < 0 && errno == EAGAIN) return Attempt::failed(Error::os(watch_error_));
  // The last one has closed the other side of a terminal.
  const bool has_ended = count == 0 || (errno == EIO && kind_ == Kind::terminal);
  if (!has_ended) return failed(errno);
  // A peer that reads no more may have ended in order.
  if (broken_ != 0 && broken_ != EPIPE) return Attempt::failed(Error::os(broken_));
  has_ended_ = true;
  return Attempt::end();
}

Attempt FdDevice::sent(std::ptrdiff_t count, std::size_t asked) noexcept {
  if (count < 0 && errno != EAGAIN) return failed(errno);
  if (count < 0 && watch_error_ != 0) return Attempt::failed(Error::os(watch_error_));
  const auto size = count < 0 ? 0 : static_cast<std::size_t>(count);
  if (size < asked) can_write_ = false;
  return size == 0 ? Attempt::would_block() : Attempt::moved(size);
}

Attempt FdDevice::try_write(std::span<const std::byte> bytes) noexcept {
  if (descriptor < 0) return Attempt::failed(Error::os(EBADF));
  if (broken_ != 0) return Attempt::failed(Error::os(broken_));
  if (!can_write_) return Attempt::would_block();
  ssize_t count;
  do {
    count = is_socket(kind_)
                ? send(descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                : write(descriptor, bytes.data(), bytes.size());
  } while (count < 0 && errno == EINTR);
  return sent(count, bytes.size());
}

Attempt FdDevice::try_write_pieces(std::span<const detail::ConstBytes> pieces) noexcept {
  if (!is_socket(kind_) || descriptor < 0 || broken_ != 0 || !can_write_) {
    return try_write(pieces.front());
  }
  constexpr std::size_t most = 8;
  iovec parts[most];
  const std::size_t count = std::min(most, pieces.size());
  std::size_t size = 0;
  for (std::size_t index = 0; index != count; ++index) {
    parts[index].iov_base = const_cast<std::byte*>(pieces[index].data());
    parts[index].iov_len = pieces[index].size();
    size += pieces[index].size();
  }
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = count;
  ssize_t moved;
  do {
    moved = sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (moved < 0 && errno == EINTR);
  return sent(moved, size);
}

// --- Its end ------------------------------------------------------------------------------------

Attempt FdDevice::finish_writing() noexcept {
  if (kind_ == Kind::pipe) {
    close();
    return Attempt::end();
  }
  if (descriptor < 0) return Attempt::failed(Error::os(EBADF));
  if (!is_socket(kind_)) return Attempt::end();
  if (has_finished_) return Attempt::moved(0);  // once both sides have, the system refuses it
  // The system does not say a second time why the connection has ended.
  if (shutdown(descriptor, SHUT_WR) != 0) return failed(broken_ != 0 ? broken_ : errno);
  has_finished_ = true;
  return Attempt::moved(0);
}

void FdDevice::close() noexcept {
  if (descriptor < 0) return;
  if (watcher != nullptr) watcher->unwatch(*this);
  if (kind_ == Kind::tcp && !(has_finished_ && has_ended_)) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  ::close(descriptor);
  descriptor = -1;
}

std::string_view FdDevice::extra_info(std::string_view name, std::span<char> room) noexcept {
  if (descriptor < 0 || !is_socket(kind_)) return {};
  if (name == "peername") return socket_name::of_peer(descriptor).write_to(room);
  if (name == "sockname") return socket_name::of_self(descriptor).write_to(room);
  return {};
}

// --- Waiting ------------------------------------------------------------------------------------

void FdDevice::await_again(Interest interest) noexcept {
  if (interest == Interest::read) {
    can_read_ = false;
  } else {
    can_write_ = false;
  }
  Device::await_again(interest);
}

bool FdDevice::is_known_to_block(Interest interest) const noexcept {
  const bool can_try = interest == Interest::read ? can_read_ : can_write_;
  if (can_try || watcher == nullptr || descriptor < 0 || !is_at_home()) return false;
  return watcher == kernel::Scheduler::running()->port().descriptors();
}

void FdDevice::wait_begins(Interest interest) noexcept {
  Descriptors* const descriptors = kernel::Scheduler::running()->port().descriptors();
  if (watcher == descriptors && watcher != nullptr) return;
  if (watcher != nullptr) watcher->unwatch(*this);
  const int error = descriptors == nullptr ? ENOSYS : descriptors->watch(*this);
  if (error == 0) return;
  watch_error_ = static_cast<std::uint8_t>(error);  // nobody will tell: the next try says why
  can_read_ = can_write_ = true;
  tell_soon(interest);
}

void FdDevice::on_news(DescriptorWatch& watch, unsigned news) noexcept {
  auto& self = static_cast<FdDevice&>(watch);
  if ((news & (is_ending | is_urgent)) != 0) self.reads_until_blocked_ = true;
  if ((news & DescriptorWatch::can_read) != 0 && !self.can_read_) {
    self.can_read_ = true;
    self.tell_now(Interest::read);
  }
  if ((news & DescriptorWatch::can_write) != 0 && !self.can_write_) {
    self.can_write_ = true;
    self.tell_now(Interest::write);
  }
}

int reopen_descriptor(int descriptor) noexcept {
  struct stat status{};
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fstat(descriptor, &status) != 0) return -1;
  if (S_ISSOCK(status.st_mode) || S_ISREG(status.st_mode)) {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  }
  const int new_flags = (flags & O_ACCMODE) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  const int reopened = open(path.c_str(), new_flags);
  if (reopened >= 0 || errno != EACCES) return reopened;
  // Another user has opened it, as for a program behind `sudo -u`.
  if (S_ISFIFO(status.st_mode)) return fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  return open_own_terminal(descriptor, new_flags);
}

}  // namespace uasyncio
