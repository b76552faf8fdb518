// Interrupts of the nRF51 (product specification, "Instantiation"), up to the last that we use. A
// handler is linked only by a program that uses its device.
#include "ports/cortex_m/vectors.hpp"

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(radio_handler);
UASYNCIO_HANDLER(console_uart_handler);
UASYNCIO_HANDLER(twi0_handler);
UASYNCIO_HANDLER(twi1_handler);
UASYNCIO_HANDLER(gpiote_handler);
UASYNCIO_HANDLER(adc_handler);
UASYNCIO_HANDLER(timer0_handler);
UASYNCIO_HANDLER(timer1_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[10] = {
    unused_vector,                          // 0: power, clock
    radio_handler,                          // 1
    console_uart_handler,                   // 2: UART0
    twi0_handler,                           // 3
    twi1_handler,                           // 4
    unused_vector,                          // 5: reserved
    gpiote_handler,                         // 6
    adc_handler,                            // 7
    timer0_handler,                         // 8
    timer1_handler,                         // 9
};
}
