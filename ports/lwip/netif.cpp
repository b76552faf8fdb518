// SPDX-License-Identifier: MIT
// Frames between the chip's controller and lwIP. They are moved straight between the memory of the
// controller and lwIP's: there is no other one for them.
#include "ports/lwip/netif.hpp"

#include "uasyncio/testing/chance.hpp"

#include "ports/bare_metal/ethernet.hpp"

#include <algorithm>
#include <cstring>
#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <netif/ethernet.h>

namespace uasyncio::lwip::station {
namespace {

using bare_metal::Ethernet;
using bare_metal::ethernet;

netif the_netif;
void (*tell_changed)() noexcept;
IpAddress the_name_server;

std::uint32_t loses_one_in = 0;
testing::Chance chance(1);

bool is_lost() noexcept { return loses_one_in != 0 && chance.one_in(loses_one_in); }

std::span<std::byte> bytes_of(const pbuf& piece) noexcept {
  return {static_cast<std::byte*>(piece.payload), piece.len};
}

err_t send_frame(netif*, pbuf* frame) noexcept {
  if (is_lost()) return ERR_OK;
  Ethernet& controller = ethernet();
  if (!controller.begin_writing(frame->tot_len - Ethernet::bytes_before)) return ERR_IF;
  controller.write(bytes_of(*frame).subspan(Ethernet::bytes_before));
  for (const pbuf* piece = frame->next; piece != nullptr; piece = piece->next) {
    controller.write(bytes_of(*piece));
  }
  controller.end_writing();
  return ERR_OK;
}

err_t set_up(netif* interface) noexcept {
  const auto address = ethernet().address();
  interface->name[0] = 'e';
  interface->name[1] = 'n';
  interface->output = &etharp_output;
  interface->linkoutput = &send_frame;
  interface->mtu = 1500;
  interface->hwaddr_len = ETH_HWADDR_LEN;
  std::copy(address.begin(), address.end(), interface->hwaddr);
  interface->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_LINK_UP;
  return ERR_OK;
}

/// What lwIP's own look-ups of names would be told: DHCP calls it.
extern "C" void dns_setserver(u8_t, const ip_addr_t* server) {
  the_name_server = {ip_addr_get_ip4_u32(server)};
}

void on_status(netif*) noexcept { tell_changed(); }

ip4_addr_t as_ip4(IpAddress address) noexcept { return {address.bits}; }

}  // namespace

void start(const StaticAddress& place, void (*heard)() noexcept,
           void (*changed)() noexcept) noexcept {
  tell_changed = changed;
  the_name_server = place.name_server;
  lwip_init();
  ethernet().start(heard);
  const ip4_addr_t own = as_ip4(place.address);
  const ip4_addr_t mask = as_ip4(place.mask);
  const ip4_addr_t gateway = as_ip4(place.gateway);
  const bool asks = place.address == IpAddress();
  netif_add(&the_netif, asks ? nullptr : &own, asks ? nullptr : &mask, asks ? nullptr : &gateway,
            nullptr, &set_up, &ethernet_input);
  netif_set_default(&the_netif);
  netif_set_status_callback(&the_netif, &on_status);
  netif_set_up(&the_netif);
  if (asks) dhcp_start(&the_netif);
}

IpAddress address() noexcept { return {netif_ip4_addr(&the_netif)->addr}; }

IpAddress name_server() noexcept { return the_name_server; }

bool take_frame() noexcept {
  Ethernet& controller = ethernet();
  const std::size_t size = controller.begin_reading();
  if (size == 0) return false;
  const std::size_t with_pad = size + Ethernet::bytes_before;
  pbuf* const frame = size > Ethernet::longest_frame || is_lost()
                          ? nullptr
                          : pbuf_alloc(PBUF_RAW, static_cast<u16_t>(with_pad), PBUF_POOL);
  for (const pbuf* piece = frame; piece != nullptr; piece = piece->next) {
    controller.read(bytes_of(*piece));
  }
  controller.end_reading();
  if (frame != nullptr && the_netif.input(frame, &the_netif) != ERR_OK) pbuf_free(frame);
  return true;
}

void lose_one_in(std::uint32_t frames, std::uint32_t seed) noexcept {
  loses_one_in = frames;
  chance = testing::Chance(seed);
}

void listen() noexcept { ethernet().listen(); }

}  // namespace uasyncio::lwip::station
