// SPDX-License-Identifier: MIT
// What of lwIP is built, and how large: for a chip with 64 KB of RAM. Its documentation is in
// lwip/opt.h.
#ifndef UASYNCIO_LWIPOPTS_H
#define UASYNCIO_LWIPOPTS_H

// How many TCP connections and UDP sockets there are at a time; cmake says other numbers.
#ifndef UASYNCIO_NET_CONNECTIONS
#define UASYNCIO_NET_CONNECTIONS 4
#endif
#ifndef UASYNCIO_NET_DATAGRAMS
#define UASYNCIO_NET_DATAGRAMS 4
#endif

// All of lwIP runs in one loop.
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_STATS 0
#define LWIP_ICMP 1
#define LWIP_UDP 1
#define LWIP_DHCP 1
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define DHCP_DOES_ARP_CHECK 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define ARP_TABLE_SIZE 8
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 3
#define MEMP_NUM_ARP_QUEUE 4

// An IP header behind 14 bytes of Ethernet is aligned by these two.
#define ETH_PAD_SIZE 2
#define MEM_ALIGNMENT 4

// A connection keeps what came, up to its window, in a ring of its own. What waits to be sent or
// acknowledged is in lwIP's heap, which has room for all connections at once: none starves another.
#define TCP_MSS 1024
#define TCP_WND 2048
#define TCP_SND_BUF 2048
#define TCP_SND_QUEUELEN 8
#define TCP_QUEUE_OOSEQ 0
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_RTO_TIME 1000
#define TCP_WND_UPDATE_THRESHOLD 512
#define MEMP_NUM_TCP_SEG (TCP_SND_QUEUELEN * UASYNCIO_NET_CONNECTIONS)
#define MEM_SIZE (UASYNCIO_NET_CONNECTIONS * (TCP_SND_BUF + 640) + 1024)

// As many again are on their way out. One that is open is never given up for a new one.
#define MEMP_NUM_TCP_PCB (2 * UASYNCIO_NET_CONNECTIONS)
#define MEMP_NUM_TCP_PCB_LISTEN 2
#define MEMP_NUM_UDP_PCB (1 + UASYNCIO_NET_DATAGRAMS)  // the one is that of DHCP

// Frames that came, until lwIP has looked at them: none is kept longer.
#define PBUF_POOL_SIZE 6
#define PBUF_POOL_BUFSIZE 640
#define MEMP_NUM_PBUF 4

// Check sums: the controller has them of Ethernet only.
#define LWIP_CHKSUM_ALGORITHM 3
#define LWIP_CHECKSUM_ON_COPY 0

#endif
