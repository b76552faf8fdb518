// Interrupts of the LM3S6965 (datasheet, table 2-9 "Interrupts"), up to the last that we use. A
// handler is linked only by a program that uses its device.
#include "ports/cortex_m/vectors.hpp"

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(gpio_a_handler);
UASYNCIO_HANDLER(gpio_b_handler);
UASYNCIO_HANDLER(gpio_c_handler);
UASYNCIO_HANDLER(gpio_d_handler);
UASYNCIO_HANDLER(gpio_e_handler);
UASYNCIO_HANDLER(console_uart_handler);
UASYNCIO_HANDLER(uart1_handler);
UASYNCIO_HANDLER(i2c0_handler);
UASYNCIO_HANDLER(timer0_handler);
UASYNCIO_HANDLER(timer1_handler);
UASYNCIO_HANDLER(gpio_f_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[31] = {
    gpio_a_handler, gpio_b_handler, gpio_c_handler, gpio_d_handler, gpio_e_handler,
    console_uart_handler,                   // 5: UART0
    uart1_handler,                          // 6
    unused_vector,                          // 7: SSI0
    i2c0_handler,                           // 8
    unused_vector, unused_vector,           // 9, 10: PWM
    unused_vector, unused_vector,           // 11, 12: PWM
    unused_vector,                          // 13: QEI0
    unused_vector, unused_vector,           // 14, 15: ADC
    unused_vector, unused_vector,           // 16, 17: ADC
    unused_vector,                          // 18: watchdog
    timer0_handler,                         // 19: GPTM0 A
    unused_vector,                          // 20: GPTM0 B
    timer1_handler,                         // 21: GPTM1 A
    unused_vector, unused_vector,           // 22, 23: GPTM1 B, GPTM2 A
    unused_vector, unused_vector,           // 24, 25: GPTM2 B, comparator 0
    unused_vector, unused_vector,           // 26, 27: comparator 1, reserved
    unused_vector, unused_vector,           // 28, 29: system control, flash
    gpio_f_handler,                         // 30
};
}
