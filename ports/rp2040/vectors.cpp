// SPDX-License-Identifier: MIT
// Interrupts of the RP2040 (datasheet, 2.3.2 "Interrupts"), all of them.
#include "ports/cortex_m/vectors.hpp"

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(timer0_handler);
UASYNCIO_HANDLER(timer1_handler);
UASYNCIO_HANDLER(timer2_handler);
UASYNCIO_HANDLER(timer3_handler);
UASYNCIO_HANDLER(pwm_handler);
UASYNCIO_HANDLER(usb_handler);
UASYNCIO_HANDLER(xip_handler);
UASYNCIO_HANDLER(pio0_0_handler);
UASYNCIO_HANDLER(pio0_1_handler);
UASYNCIO_HANDLER(pio1_0_handler);
UASYNCIO_HANDLER(pio1_1_handler);
UASYNCIO_HANDLER(dma0_handler);
UASYNCIO_HANDLER(dma1_handler);
UASYNCIO_HANDLER(io_bank0_handler);
UASYNCIO_HANDLER(io_qspi_handler);
UASYNCIO_HANDLER(sio0_handler);
UASYNCIO_HANDLER(sio1_handler);
UASYNCIO_HANDLER(clocks_handler);
UASYNCIO_HANDLER(spi0_handler);
UASYNCIO_HANDLER(spi1_handler);
UASYNCIO_HANDLER(console_uart_handler);
UASYNCIO_HANDLER(uart1_handler);
UASYNCIO_HANDLER(adc_handler);
UASYNCIO_HANDLER(i2c0_handler);
UASYNCIO_HANDLER(i2c1_handler);
UASYNCIO_HANDLER(rtc_handler);
UASYNCIO_HANDLER(spare0_handler);
UASYNCIO_HANDLER(spare1_handler);
UASYNCIO_HANDLER(spare2_handler);
UASYNCIO_HANDLER(spare3_handler);
UASYNCIO_HANDLER(spare4_handler);
UASYNCIO_HANDLER(spare5_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[32] = {
    timer0_handler,        // 0
    timer1_handler,        // 1
    timer2_handler,        // 2
    timer3_handler,        // 3
    pwm_handler,           // 4
    usb_handler,           // 5
    xip_handler,           // 6
    pio0_0_handler,        // 7
    pio0_1_handler,        // 8
    pio1_0_handler,        // 9
    pio1_1_handler,        // 10
    dma0_handler,          // 11
    dma1_handler,          // 12
    io_bank0_handler,      // 13
    io_qspi_handler,       // 14
    sio0_handler,          // 15
    sio1_handler,          // 16
    clocks_handler,        // 17
    spi0_handler,          // 18
    spi1_handler,          // 19
    console_uart_handler,  // 20: UART0
    uart1_handler,         // 21
    adc_handler,           // 22
    i2c0_handler,          // 23
    i2c1_handler,          // 24
    rtc_handler,           // 25
    spare0_handler,        // 26: without hardware, as those that follow
    spare1_handler,        // 27
    spare2_handler,        // 28
    spare3_handler,        // 29
    spare4_handler,        // 30
    spare5_handler,        // 31
};
}
