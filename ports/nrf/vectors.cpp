// SPDX-License-Identifier: MIT
// Interrupts of the nRF51 (product specification, "Instantiation"), all of them.
#include "ports/cortex_m/vectors.hpp"

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(power_clock_handler);
UASYNCIO_HANDLER(radio_handler);
UASYNCIO_HANDLER(console_uart_handler);
UASYNCIO_HANDLER(twi0_handler);
UASYNCIO_HANDLER(twi1_handler);
UASYNCIO_HANDLER(gpiote_handler);
UASYNCIO_HANDLER(adc_handler);
UASYNCIO_HANDLER(timer0_handler);
UASYNCIO_HANDLER(timer1_handler);
UASYNCIO_HANDLER(timer2_handler);
UASYNCIO_HANDLER(rtc0_handler);
UASYNCIO_HANDLER(temperature_handler);
UASYNCIO_HANDLER(random_handler);
UASYNCIO_HANDLER(ecb_handler);
UASYNCIO_HANDLER(ccm_aar_handler);
UASYNCIO_HANDLER(watchdog_handler);
UASYNCIO_HANDLER(rtc1_handler);
UASYNCIO_HANDLER(qdec_handler);
UASYNCIO_HANDLER(lpcomp_handler);
UASYNCIO_HANDLER(swi0_handler);
UASYNCIO_HANDLER(swi1_handler);
UASYNCIO_HANDLER(swi2_handler);
UASYNCIO_HANDLER(swi3_handler);
UASYNCIO_HANDLER(swi4_handler);
UASYNCIO_HANDLER(swi5_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[26] = {
    power_clock_handler,   // 0
    radio_handler,         // 1
    console_uart_handler,  // 2: UART0
    twi0_handler,          // 3: SPI0_TWI0
    twi1_handler,          // 4: SPI1_TWI1
    unused_vector,         // 5: reserved
    gpiote_handler,        // 6
    adc_handler,           // 7
    timer0_handler,        // 8
    timer1_handler,        // 9
    timer2_handler,        // 10
    rtc0_handler,          // 11
    temperature_handler,   // 12
    random_handler,        // 13
    ecb_handler,           // 14
    ccm_aar_handler,       // 15
    watchdog_handler,      // 16
    rtc1_handler,          // 17
    qdec_handler,          // 18
    lpcomp_handler,        // 19
    swi0_handler,          // 20
    swi1_handler,          // 21
    swi2_handler,          // 22
    swi3_handler,          // 23
    swi4_handler,          // 24
    swi5_handler,          // 25
};
}
