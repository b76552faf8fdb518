# What every Cortex-M port shares.
set(UASYNCIO_CORTEX_M_SOURCES
  ports/cortex_m/startup.cpp
  ports/cortex_m/fault.cpp
  ports/cortex_m/runtime.cpp
  ports/cortex_m/atomic.cpp
  ports/cortex_m/alarm_port.cpp
  ports/cortex_m/console_uart.cpp
  ports/cortex_m/console.cpp)
