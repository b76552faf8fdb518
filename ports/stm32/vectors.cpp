// Interrupts of the STM32F405 (RM0090, table 62 "Vector table"), up to the last that we use. A
// handler is linked only by a program that uses its device.
#include "ports/cortex_m/vectors.hpp"

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(exti0_handler);
UASYNCIO_HANDLER(exti1_handler);
UASYNCIO_HANDLER(exti2_handler);
UASYNCIO_HANDLER(exti3_handler);
UASYNCIO_HANDLER(exti4_handler);
UASYNCIO_HANDLER(exti9_5_handler);
UASYNCIO_HANDLER(timer2_handler);
UASYNCIO_HANDLER(timer3_handler);
UASYNCIO_HANDLER(timer4_handler);
UASYNCIO_HANDLER(i2c1_event_handler);
UASYNCIO_HANDLER(i2c1_error_handler);
UASYNCIO_HANDLER(console_uart_handler);
UASYNCIO_HANDLER(uart2_handler);
UASYNCIO_HANDLER(uart3_handler);
UASYNCIO_HANDLER(exti15_10_handler);
UASYNCIO_HANDLER(timer5_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[51] = {
    unused_vector, unused_vector,           // 0, 1: watchdog, voltage
    unused_vector, unused_vector,           // 2, 3: tamper, wake-up
    unused_vector, unused_vector,           // 4, 5: flash, clocks
    exti0_handler, exti1_handler, exti2_handler, exti3_handler, exti4_handler,  // 6 to 10
    unused_vector, unused_vector,           // 11, 12: DMA1
    unused_vector, unused_vector,           // 13, 14: DMA1
    unused_vector, unused_vector,           // 15, 16: DMA1
    unused_vector,                          // 17: DMA1
    unused_vector,                          // 18: ADC
    unused_vector, unused_vector,           // 19, 20: CAN1
    unused_vector, unused_vector,           // 21, 22: CAN1
    exti9_5_handler,                        // 23
    unused_vector, unused_vector,           // 24, 25: TIM1
    unused_vector, unused_vector,           // 26, 27: TIM1
    timer2_handler, timer3_handler, timer4_handler,  // 28 to 30
    i2c1_event_handler, i2c1_error_handler, // 31, 32
    unused_vector, unused_vector,           // 33, 34: I2C2
    unused_vector, unused_vector,           // 35, 36: SPI1, SPI2
    console_uart_handler,                   // 37: USART1
    uart2_handler, uart3_handler,           // 38, 39
    exti15_10_handler,                      // 40
    unused_vector, unused_vector,           // 41, 42: RTC, USB
    unused_vector, unused_vector,           // 43, 44: TIM8
    unused_vector, unused_vector,           // 45, 46: TIM8
    unused_vector, unused_vector,           // 47, 48: DMA1, FSMC
    unused_vector,                          // 49: SDIO
    timer5_handler,                         // 50
};
}
