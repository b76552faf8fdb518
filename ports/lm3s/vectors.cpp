// SPDX-License-Identifier: MIT
// Interrupts of the LM3S6965 (datasheet, table 2-9 "Interrupts"), all of them.
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
UASYNCIO_HANDLER(ssi0_handler);
UASYNCIO_HANDLER(i2c0_handler);
UASYNCIO_HANDLER(pwm_fault_handler);
UASYNCIO_HANDLER(pwm0_handler);
UASYNCIO_HANDLER(pwm1_handler);
UASYNCIO_HANDLER(pwm2_handler);
UASYNCIO_HANDLER(qei0_handler);
UASYNCIO_HANDLER(adc0_handler);
UASYNCIO_HANDLER(adc1_handler);
UASYNCIO_HANDLER(adc2_handler);
UASYNCIO_HANDLER(adc3_handler);
UASYNCIO_HANDLER(watchdog_handler);
UASYNCIO_HANDLER(timer0_handler);
UASYNCIO_HANDLER(timer0b_handler);
UASYNCIO_HANDLER(timer1_handler);
UASYNCIO_HANDLER(timer1b_handler);
UASYNCIO_HANDLER(timer2_handler);
UASYNCIO_HANDLER(timer2b_handler);
UASYNCIO_HANDLER(comparator0_handler);
UASYNCIO_HANDLER(comparator1_handler);
UASYNCIO_HANDLER(system_control_handler);
UASYNCIO_HANDLER(flash_handler);
UASYNCIO_HANDLER(gpio_f_handler);
UASYNCIO_HANDLER(gpio_g_handler);
UASYNCIO_HANDLER(uart2_handler);
UASYNCIO_HANDLER(timer3_handler);
UASYNCIO_HANDLER(timer3b_handler);
UASYNCIO_HANDLER(i2c1_handler);
UASYNCIO_HANDLER(qei1_handler);
UASYNCIO_HANDLER(ethernet_handler);
UASYNCIO_HANDLER(hibernation_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[44] = {
    gpio_a_handler,          // 0
    gpio_b_handler,          // 1
    gpio_c_handler,          // 2
    gpio_d_handler,          // 3
    gpio_e_handler,          // 4
    console_uart_handler,    // 5: UART0
    uart1_handler,           // 6
    ssi0_handler,            // 7
    i2c0_handler,            // 8
    pwm_fault_handler,       // 9: PWM fault
    pwm0_handler,            // 10: PWM generators
    pwm1_handler,            // 11
    pwm2_handler,            // 12
    qei0_handler,            // 13
    adc0_handler,            // 14: ADC sequences
    adc1_handler,            // 15
    adc2_handler,            // 16
    adc3_handler,            // 17
    watchdog_handler,        // 18
    timer0_handler,          // 19: GPTM0 A
    timer0b_handler,         // 20: GPTM0 B
    timer1_handler,          // 21: GPTM1 A
    timer1b_handler,         // 22
    timer2_handler,          // 23: GPTM2 A
    timer2b_handler,         // 24
    comparator0_handler,     // 25
    comparator1_handler,     // 26
    unused_vector,           // 27: reserved
    system_control_handler,  // 28
    flash_handler,           // 29
    gpio_f_handler,          // 30
    gpio_g_handler,          // 31
    unused_vector,           // 32: reserved
    uart2_handler,           // 33
    unused_vector,           // 34: reserved
    timer3_handler,          // 35: GPTM3 A
    timer3b_handler,         // 36
    i2c1_handler,            // 37
    qei1_handler,            // 38
    unused_vector,           // 39: reserved
    unused_vector,           // 40
    unused_vector,           // 41
    ethernet_handler,        // 42
    hibernation_handler,     // 43
};
}
