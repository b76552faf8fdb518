# SPDX-License-Identifier: MIT
# What every Cortex-M port shares.
set(UASYNCIO_CORTEX_M_SOURCES
  ports/cortex_m/startup.cpp
  ports/cortex_m/end.cpp
  ports/cortex_m/fault.cpp
  ports/bare_metal/polled_report.cpp
  ports/cortex_m/runtime.cpp
  ports/cortex_m/atomic.cpp
  ports/bare_metal/frame_memory.cpp
  ports/bare_metal/console_uart.cpp
  ports/bare_metal/console.cpp
  ports/bare_metal/console_stream.cpp
  ports/bare_metal/receive_ring.cpp
  ports/bare_metal/uart_stream.cpp)
