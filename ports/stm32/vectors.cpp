// SPDX-License-Identifier: MIT
// Interrupts of the STM32F405 (RM0090, table 62 "Vector table"), all of them.
#include "ports/cortex_m/vectors.hpp"

extern "C" {
UASYNCIO_UNUSED_VECTOR
UASYNCIO_HANDLER(window_watchdog_handler);
UASYNCIO_HANDLER(voltage_handler);
UASYNCIO_HANDLER(tamper_handler);
UASYNCIO_HANDLER(rtc_wakeup_handler);
UASYNCIO_HANDLER(flash_handler);
UASYNCIO_HANDLER(clock_control_handler);
UASYNCIO_HANDLER(exti0_handler);
UASYNCIO_HANDLER(exti1_handler);
UASYNCIO_HANDLER(exti2_handler);
UASYNCIO_HANDLER(exti3_handler);
UASYNCIO_HANDLER(exti4_handler);
UASYNCIO_HANDLER(dma1_stream0_handler);
UASYNCIO_HANDLER(dma1_stream1_handler);
UASYNCIO_HANDLER(dma1_stream2_handler);
UASYNCIO_HANDLER(dma1_stream3_handler);
UASYNCIO_HANDLER(dma1_stream4_handler);
UASYNCIO_HANDLER(dma1_stream5_handler);
UASYNCIO_HANDLER(dma1_stream6_handler);
UASYNCIO_HANDLER(adc_handler);
UASYNCIO_HANDLER(can1_send_handler);
UASYNCIO_HANDLER(can1_receive0_handler);
UASYNCIO_HANDLER(can1_receive1_handler);
UASYNCIO_HANDLER(can1_error_handler);
UASYNCIO_HANDLER(exti9_5_handler);
UASYNCIO_HANDLER(timer1_break_handler);
UASYNCIO_HANDLER(timer1_update_handler);
UASYNCIO_HANDLER(timer1_trigger_handler);
UASYNCIO_HANDLER(timer1_capture_handler);
UASYNCIO_HANDLER(timer2_handler);
UASYNCIO_HANDLER(timer3_handler);
UASYNCIO_HANDLER(timer4_handler);
UASYNCIO_HANDLER(i2c1_event_handler);
UASYNCIO_HANDLER(i2c1_error_handler);
UASYNCIO_HANDLER(i2c2_event_handler);
UASYNCIO_HANDLER(i2c2_error_handler);
UASYNCIO_HANDLER(spi1_handler);
UASYNCIO_HANDLER(spi2_handler);
UASYNCIO_HANDLER(console_uart_handler);
UASYNCIO_HANDLER(uart2_handler);
UASYNCIO_HANDLER(uart3_handler);
UASYNCIO_HANDLER(exti15_10_handler);
UASYNCIO_HANDLER(rtc_alarm_handler);
UASYNCIO_HANDLER(usb_wakeup_handler);
UASYNCIO_HANDLER(timer8_break_handler);
UASYNCIO_HANDLER(timer8_update_handler);
UASYNCIO_HANDLER(timer8_trigger_handler);
UASYNCIO_HANDLER(timer8_capture_handler);
UASYNCIO_HANDLER(dma1_stream7_handler);
UASYNCIO_HANDLER(fsmc_handler);
UASYNCIO_HANDLER(sdio_handler);
UASYNCIO_HANDLER(timer5_handler);
UASYNCIO_HANDLER(spi3_handler);
UASYNCIO_HANDLER(uart4_handler);
UASYNCIO_HANDLER(uart5_handler);
UASYNCIO_HANDLER(timer6_handler);
UASYNCIO_HANDLER(timer7_handler);
UASYNCIO_HANDLER(dma2_stream0_handler);
UASYNCIO_HANDLER(dma2_stream1_handler);
UASYNCIO_HANDLER(dma2_stream2_handler);
UASYNCIO_HANDLER(dma2_stream3_handler);
UASYNCIO_HANDLER(dma2_stream4_handler);
UASYNCIO_HANDLER(can2_send_handler);
UASYNCIO_HANDLER(can2_receive0_handler);
UASYNCIO_HANDLER(can2_receive1_handler);
UASYNCIO_HANDLER(can2_error_handler);
UASYNCIO_HANDLER(usb_handler);
UASYNCIO_HANDLER(dma2_stream5_handler);
UASYNCIO_HANDLER(dma2_stream6_handler);
UASYNCIO_HANDLER(dma2_stream7_handler);
UASYNCIO_HANDLER(uart6_handler);
UASYNCIO_HANDLER(i2c3_event_handler);
UASYNCIO_HANDLER(i2c3_error_handler);
UASYNCIO_HANDLER(usb_hs_out_handler);
UASYNCIO_HANDLER(usb_hs_in_handler);
UASYNCIO_HANDLER(usb_hs_wakeup_handler);
UASYNCIO_HANDLER(usb_hs_handler);
UASYNCIO_HANDLER(camera_handler);
UASYNCIO_HANDLER(crypto_handler);
UASYNCIO_HANDLER(random_handler);
UASYNCIO_HANDLER(fpu_handler);

using uasyncio::cortex_m::Vector;
[[gnu::section(".vectors.chip"), gnu::used]] extern const Vector chip_vectors[82] = {
    window_watchdog_handler,  // 0
    voltage_handler,          // 1: PVD
    tamper_handler,           // 2: TAMP_STAMP
    rtc_wakeup_handler,       // 3
    flash_handler,            // 4
    clock_control_handler,    // 5: RCC
    exti0_handler,            // 6
    exti1_handler,            // 7
    exti2_handler,            // 8
    exti3_handler,            // 9
    exti4_handler,            // 10
    dma1_stream0_handler,     // 11
    dma1_stream1_handler,     // 12
    dma1_stream2_handler,     // 13
    dma1_stream3_handler,     // 14
    dma1_stream4_handler,     // 15
    dma1_stream5_handler,     // 16
    dma1_stream6_handler,     // 17
    adc_handler,              // 18
    can1_send_handler,        // 19: CAN1_TX, RX0, RX1, SCE
    can1_receive0_handler,    // 20
    can1_receive1_handler,    // 21
    can1_error_handler,       // 22
    exti9_5_handler,          // 23
    timer1_break_handler,     // 24: TIM1_BRK_TIM9
    timer1_update_handler,    // 25: TIM1_UP_TIM10
    timer1_trigger_handler,   // 26: TIM1_TRG_COM_TIM11
    timer1_capture_handler,   // 27: TIM1_CC
    timer2_handler,           // 28
    timer3_handler,           // 29
    timer4_handler,           // 30
    i2c1_event_handler,       // 31
    i2c1_error_handler,       // 32
    i2c2_event_handler,       // 33
    i2c2_error_handler,       // 34
    spi1_handler,             // 35
    spi2_handler,             // 36
    console_uart_handler,     // 37: USART1
    uart2_handler,            // 38
    uart3_handler,            // 39
    exti15_10_handler,        // 40
    rtc_alarm_handler,        // 41
    usb_wakeup_handler,       // 42: OTG_FS_WKUP
    timer8_break_handler,     // 43: TIM8_BRK_TIM12
    timer8_update_handler,    // 44: TIM8_UP_TIM13
    timer8_trigger_handler,   // 45: TIM8_TRG_COM_TIM14
    timer8_capture_handler,   // 46: TIM8_CC
    dma1_stream7_handler,     // 47
    fsmc_handler,             // 48
    sdio_handler,             // 49
    timer5_handler,           // 50
    spi3_handler,             // 51
    uart4_handler,            // 52
    uart5_handler,            // 53
    timer6_handler,           // 54: TIM6_DAC
    timer7_handler,           // 55
    dma2_stream0_handler,     // 56
    dma2_stream1_handler,     // 57
    dma2_stream2_handler,     // 58
    dma2_stream3_handler,     // 59
    dma2_stream4_handler,     // 60
    unused_vector,            // 61: Ethernet, of the STM32F407
    unused_vector,            // 62: the same
    can2_send_handler,        // 63
    can2_receive0_handler,    // 64
    can2_receive1_handler,    // 65
    can2_error_handler,       // 66
    usb_handler,              // 67: OTG_FS
    dma2_stream5_handler,     // 68
    dma2_stream6_handler,     // 69
    dma2_stream7_handler,     // 70
    uart6_handler,            // 71
    i2c3_event_handler,       // 72
    i2c3_error_handler,       // 73
    usb_hs_out_handler,       // 74: OTG_HS_EP1_OUT
    usb_hs_in_handler,        // 75: OTG_HS_EP1_IN
    usb_hs_wakeup_handler,    // 76
    usb_hs_handler,           // 77
    camera_handler,           // 78: DCMI
    crypto_handler,           // 79: CRYP
    random_handler,           // 80: HASH_RNG
    fpu_handler,              // 81
};
}
