// SPDX-License-Identifier: MIT
// A connection of lwIP. Its functions are called by lwIP between the turns of tasks, and only tell;
// what is done then is done by the tasks. Once both sides have finished, lwIP needs us no more: it
// sends what is left, and frees its part without a word, so it is forgotten at that moment.
#include "ports/lwip/tcp_device.hpp"

#include "ports/lwip/address.hpp"

#include <algorithm>
#include <cerrno>
#include <lwip/tcp.h>

namespace uasyncio::lwip {
namespace {

static_assert(TcpDevice::window == TCP_WND);

constinit TcpDevice devices[UASYNCIO_NET_CONNECTIONS];
std::byte rings[UASYNCIO_NET_CONNECTIONS][TcpDevice::window];  // apart: they are not in the flash

Attempt fails_with(int error) noexcept { return Attempt::failed(Error::os(error)); }

int as_errno(err_t error) noexcept {
  switch (error) {
    case ERR_MEM: return ENOMEM;
    case ERR_RTE: return ENETUNREACH;
    case ERR_USE: return EADDRINUSE;
    case ERR_ABRT: return ETIMEDOUT;  // ours have nobody who is told
    case ERR_RST: return ECONNRESET;
    default: return EIO;
  }
}

TcpDevice& device_of(void* self) noexcept { return *static_cast<TcpDevice*>(self); }

}  // namespace

// --- lwIP's part, and ours -----------------------------------------------------------------------

void TcpDevice::begin(std::span<std::byte> ring) noexcept {
  received_ = ByteQueue(ring);
  is_taken_ = true;
  error_ = 0;
  is_connecting_ = has_ended_ = has_finished_ = is_closed_ = false;
}

void TcpDevice::adopt(tcp_pcb* pcb) noexcept {
  pcb_ = pcb;
  tcp_arg(pcb, this);
  tcp_recv(pcb, &on_receive);
  tcp_sent(pcb, &on_sent);
  tcp_err(pcb, &on_error);
  tcp_poll(pcb, &on_poll, 1);
  tcp_nagle_disable(pcb);
}

/// A client counts as one that waits, for lwIP, and no longer than lwIP has it: but others have a
/// place when this device has been given back, and not before.
void TcpDevice::keep_place() noexcept {
  if (listener_ != nullptr) ++reinterpret_cast<tcp_pcb_listen*>(listener_)->accepts_pending;
}

void TcpDevice::give_place_back() noexcept {
  if (listener_ != nullptr) --reinterpret_cast<tcp_pcb_listen*>(listener_)->accepts_pending;
  listener_ = nullptr;
}

void TcpDevice::forget_listener(const tcp_pcb* listener) noexcept {
  for (TcpDevice& device : devices) {
    if (device.listener_ == listener) device.listener_ = nullptr;
  }
}

void TcpDevice::forget_pcb() noexcept {
  tcp_backlog_accepted(pcb_);
  keep_place();
  tcp_arg(pcb_, nullptr);
  tcp_recv(pcb_, nullptr);
  tcp_sent(pcb_, nullptr);
  tcp_err(pcb_, nullptr);
  tcp_poll(pcb_, nullptr, 0);
}

/// In order. lwIP would take bytes that we have, but nobody has read, for lost.
void TcpDevice::let_go() noexcept {
  if (pcb_ == nullptr) return;
  forget_pcb();
  tcp_pcb* const pcb = std::exchange(pcb_, nullptr);
  if (received_.count() != 0) tcp_recved(pcb, static_cast<u16_t>(received_.count()));
  if (tcp_close(pcb) != ERR_OK) tcp_abort(pcb);
}

void TcpDevice::close() noexcept {
  if (std::exchange(is_closed_, true) || pcb_ == nullptr) return;
  forget_pcb();
  tcp_abort(std::exchange(pcb_, nullptr));
}

void TcpDevice::on_error(void* self, signed char error) {
  TcpDevice& device = device_of(self);
  const bool was_refused = device.is_connecting_ && error == ERR_RST;
  device.pcb_ = nullptr;
  device.keep_place();
  device.error_ = was_refused ? ECONNREFUSED : as_errno(error);
  device.notify_readable();
  device.notify_writable();
}

// --- Connecting ----------------------------------------------------------------------------------

Attempt TcpDevice::connect(IpAddress address, std::uint16_t port) noexcept {
  tcp_pcb* const pcb = tcp_new();
  if (pcb == nullptr) return fails_with(ENOMEM);
  adopt(pcb);
  is_connecting_ = true;
  ip_addr_t where;
  ip_addr_set_ip4_u32(&where, address.bits);
  const err_t error = tcp_connect(pcb, &where, port, &on_connected);
  stack().look_again();
  return error == ERR_OK ? Attempt::moved(0) : fails_with(as_errno(error));
}

signed char TcpDevice::on_connected(void* self, tcp_pcb*, signed char) {
  device_of(self).is_connecting_ = false;
  device_of(self).notify_writable();
  return ERR_OK;
}

Attempt TcpDevice::finish_connecting() noexcept {
  if (error_ != 0) return fails_with(error_);
  if (!is_connecting_) return Attempt::moved(0);
  await_again(Interest::write);
  return Attempt::would_block();
}

// --- What comes ----------------------------------------------------------------------------------

signed char TcpDevice::on_receive(void* self, tcp_pcb*, pbuf* chain, signed char) {
  TcpDevice& device = device_of(self);
  if (chain == nullptr) {
    device.has_ended_ = true;
    if (device.has_finished_) device.let_go();
  } else {
    if (chain->tot_len > device.received_.room()) return ERR_MEM;  // lwIP tries it again
    device.received_.put(*chain);
    pbuf_free(chain);
  }
  device.notify_readable();
  return ERR_OK;
}

Attempt TcpDevice::try_read(std::span<std::byte> room) noexcept {
  if (is_closed_) return fails_with(EBADF);
  if (received_.count() != 0) {
    const std::size_t size = received_.take(room);
    if (pcb_ != nullptr) tcp_recved(pcb_, static_cast<u16_t>(size));
    return Attempt::moved(size);
  }
  if (has_ended_) return Attempt::end();
  return error_ == 0 ? Attempt::would_block() : fails_with(error_);
}

bool TcpDevice::has_come_or_listen() noexcept {
  if (received_.count() != 0 || has_ended_ || error_ != 0) return true;
  await_again(Interest::read);
  return false;
}

// --- What goes -----------------------------------------------------------------------------------

/// lwIP takes all of what it is given or nothing; with little memory left it may take less of it.
Attempt TcpDevice::try_write(std::span<const std::byte> bytes) noexcept {
  if (is_closed_) return fails_with(EBADF);
  if (has_finished_) return fails_with(EPIPE);
  if (pcb_ == nullptr) return fails_with(error_ == 0 ? EPIPE : error_);
  std::size_t size = std::min<std::size_t>(bytes.size(), tcp_sndbuf(pcb_));
  for (; size != 0; size /= 2) {
    const err_t error =
        tcp_write(pcb_, bytes.data(), static_cast<u16_t>(size), TCP_WRITE_FLAG_COPY);
    if (error == ERR_OK) break;
    if (error != ERR_MEM) return fails_with(as_errno(error));
  }
  if (size == 0) return Attempt::would_block();
  tcp_output(pcb_);
  return Attempt::moved(size);
}

signed char TcpDevice::on_sent(void* self, tcp_pcb*, unsigned short) {
  device_of(self).notify_writable();
  return ERR_OK;
}

/// Twice a second: the memory that was missing may have been another connection's.
signed char TcpDevice::on_poll(void* self, tcp_pcb*) {
  device_of(self).notify_writable();
  return ERR_OK;
}

Attempt TcpDevice::finish_writing() noexcept {
  if (is_closed_) return fails_with(EBADF);
  if (error_ != 0) return fails_with(error_);
  if (std::exchange(has_finished_, true) || pcb_ == nullptr) return Attempt::moved(0);
  if (has_ended_) {
    let_go();
    return Attempt::moved(0);
  }
  const err_t error = tcp_shutdown(pcb_, 0, 1);
  return error == ERR_OK ? Attempt::moved(0) : fails_with(as_errno(error));
}

std::string_view TcpDevice::extra_info(std::string_view name, std::span<char> room) noexcept {
  if (pcb_ == nullptr) return {};
  if (name == "peername") {
    return Address({ip_addr_get_ip4_u32(&pcb_->remote_ip)}, pcb_->remote_port).write_to(room);
  }
  if (name != "sockname") return {};
  return Address({ip_addr_get_ip4_u32(&pcb_->local_ip)}, pcb_->local_port).write_to(room);
}

// --- Those that there are ------------------------------------------------------------------------

TcpConnection TcpConnection::take() noexcept {
  for (TcpDevice& device : devices) {
    if (device.is_taken_) continue;
    device.begin(rings[&device - devices]);
    return TcpConnection(&device);
  }
  return {};
}

bool TcpConnection::are_all_taken() noexcept {
  return std::ranges::all_of(devices, &TcpDevice::is_taken_);
}

TcpConnection::~TcpConnection() {
  if (device_ == nullptr) return;
  device_->close_and_tell();
  device_->give_place_back();
  device_->is_taken_ = false;
}

}  // namespace uasyncio::lwip
