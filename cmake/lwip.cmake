# SPDX-License-Identifier: MIT
# A network on a chip that has an Ethernet controller, by lwIP: UASYNCIO_LWIP is the folder of its
# sources (version 2.1). Its code is C, and has no warnings of ours.

if(NOT UASYNCIO_ETHERNET_SOURCES)
  message(FATAL_ERROR "UASYNCIO_LWIP: the board '${UASYNCIO_BOARD}' has no Ethernet")
endif()
cmake_path(ABSOLUTE_PATH UASYNCIO_LWIP BASE_DIRECTORY ${CMAKE_SOURCE_DIR}
  OUTPUT_VARIABLE _uasyncio_lwip)
if(NOT EXISTS ${_uasyncio_lwip}/src/core/tcp.c)
  message(FATAL_ERROR "UASYNCIO_LWIP: ${_uasyncio_lwip} does not hold the sources of lwIP")
endif()
enable_language(C)

set(_uasyncio_lwip_sources
  core/def.c core/inet_chksum.c core/init.c core/ip.c core/mem.c core/memp.c core/netif.c
  core/pbuf.c core/tcp.c core/tcp_in.c core/tcp_out.c core/timeouts.c core/udp.c
  core/ipv4/dhcp.c core/ipv4/etharp.c core/ipv4/icmp.c core/ipv4/ip4.c core/ipv4/ip4_addr.c
  netif/ethernet.c)
list(TRANSFORM _uasyncio_lwip_sources PREPEND ${_uasyncio_lwip}/src/)
set(_uasyncio_lwip_folders ${_uasyncio_lwip}/src/include ${UASYNCIO_ROOT}/ports/lwip)

add_library(uasyncio_lwip STATIC ${_uasyncio_lwip_sources})
target_include_directories(uasyncio_lwip PRIVATE ${_uasyncio_lwip_folders})
uasyncio_compile_c_of_others(uasyncio_lwip)
set(UASYNCIO_NET_CONNECTIONS 4 CACHE STRING "With UASYNCIO_LWIP: TCP connections at a time")
set(UASYNCIO_NET_DATAGRAMS 4 CACHE STRING "With UASYNCIO_LWIP: UDP sockets at a time")
set(_uasyncio_lwip_definitions UASYNCIO_NET_CONNECTIONS=${UASYNCIO_NET_CONNECTIONS}
                               UASYNCIO_NET_DATAGRAMS=${UASYNCIO_NET_DATAGRAMS})
# DHCP asks for a name server, too, as if lwIP's own look-ups of names were there: ours take it.
set_source_files_properties(${_uasyncio_lwip}/src/core/ipv4/dhcp.c PROPERTIES
  COMPILE_DEFINITIONS "LWIP_DNS=1;DNS_MAX_SERVERS=1")
target_compile_definitions(uasyncio_lwip PRIVATE ${_uasyncio_lwip_definitions})
set_target_properties(uasyncio_lwip PROPERTIES INTERPROCEDURAL_OPTIMIZATION ${UASYNCIO_LTO})

file(GLOB _uasyncio_net_sources CONFIGURE_DEPENDS ${UASYNCIO_ROOT}/ports/lwip/*.cpp)
list(TRANSFORM UASYNCIO_ETHERNET_SOURCES PREPEND ${UASYNCIO_ROOT}/ REGEX "^[^/]")
target_sources(uasyncio PRIVATE ${_uasyncio_net_sources} ${UASYNCIO_ETHERNET_SOURCES})
target_include_directories(uasyncio SYSTEM PRIVATE ${_uasyncio_lwip_folders})
target_compile_definitions(uasyncio PUBLIC UASYNCIO_LWIP=1 ${_uasyncio_lwip_definitions})
target_link_libraries(uasyncio PUBLIC uasyncio_lwip)
