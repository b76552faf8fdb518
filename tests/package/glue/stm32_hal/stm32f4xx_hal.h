// SPDX-License-Identifier: MIT
// As ST's HAL for the STM32F4 (V1.8) with CMSIS 5 and 6, of what the glue calls: declared here,
// played by stand_in.hpp.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  volatile uint32_t CTRL, LOAD, VAL, CALIB;
} SysTick_Type;
typedef struct {
  volatile uint32_t CPUID, ICSR;
} SCB_Type;
typedef struct {
  volatile uint32_t IDR, ODR;
} GPIO_TypeDef;
typedef struct {
  uint32_t Pin, Mode, Pull, Speed, Alternate;
} GPIO_InitTypeDef;
typedef struct {
  uint16_t XferSize;
  volatile uint16_t XferCount;
} I2C_HandleTypeDef;
typedef enum { HAL_OK = 0, HAL_ERROR, HAL_BUSY, HAL_TIMEOUT } HAL_StatusTypeDef;
typedef enum { GPIO_PIN_RESET = 0, GPIO_PIN_SET } GPIO_PinState;
typedef enum { HAL_TICK_FREQ_100HZ = 10U, HAL_TICK_FREQ_1KHZ = 1U } HAL_TickFreqTypeDef;

#define SCB_ICSR_PENDSTSET_Msk (1UL << 26)
#define GPIO_PIN_5 ((uint16_t)0x0020)
#define GPIO_PIN_13 ((uint16_t)0x2000)
#define GPIO_PULLUP 0x00000001U
#define GPIO_MODE_INPUT 0x00000000U
#define GPIO_MODE_OUTPUT_OD 0x00000011U
#define GPIO_MODE_IT_RISING 0x10110000U
#define GPIO_MODE_IT_FALLING 0x10210000U
#define GPIO_MODE_IT_RISING_FALLING 0x10310000U

#define HAL_I2C_ERROR_NONE 0x00000000U
#define HAL_I2C_ERROR_ARLO 0x00000002U
#define HAL_I2C_ERROR_AF 0x00000004U
#define I2C_FLAG_BUSY 0x00100002U
#define I2C_FIRST_FRAME 0x00000001U
#define I2C_NEXT_FRAME 0x00000004U
#define I2C_FIRST_AND_LAST_FRAME 0x00000008U
#define I2C_LAST_FRAME 0x00000020U

#ifdef __cplusplus
extern "C" {
#endif
SysTick_Type* systick_registers(void);
SCB_Type* system_registers(void);
void clear_edge(uint32_t pin);
void __WFI(void);
extern HAL_TickFreqTypeDef uwTickFreq;
uint32_t HAL_GetTick(void);
void HAL_GPIO_Init(GPIO_TypeDef* GPIOx, GPIO_InitTypeDef* GPIO_Init);
void HAL_GPIO_DeInit(GPIO_TypeDef* GPIOx, uint32_t GPIO_Pin);
GPIO_PinState HAL_GPIO_ReadPin(GPIO_TypeDef* GPIOx, uint16_t GPIO_Pin);
void HAL_GPIO_WritePin(GPIO_TypeDef* GPIOx, uint16_t GPIO_Pin, GPIO_PinState PinState);
void HAL_GPIO_TogglePin(GPIO_TypeDef* GPIOx, uint16_t GPIO_Pin);
void HAL_GPIO_EXTI_Callback(uint16_t GPIO_Pin);
bool is_i2c_busy(I2C_HandleTypeDef* hi2c);
uint32_t HAL_I2C_GetError(I2C_HandleTypeDef* hi2c);
HAL_StatusTypeDef HAL_I2C_Init(I2C_HandleTypeDef* hi2c);
HAL_StatusTypeDef HAL_I2C_DeInit(I2C_HandleTypeDef* hi2c);
HAL_StatusTypeDef HAL_I2C_Master_Seq_Transmit_IT(I2C_HandleTypeDef* hi2c, uint16_t DevAddress,
                                                 uint8_t* pData, uint16_t Size,
                                                 uint32_t XferOptions);
HAL_StatusTypeDef HAL_I2C_Master_Seq_Receive_IT(I2C_HandleTypeDef* hi2c, uint16_t DevAddress,
                                                uint8_t* pData, uint16_t Size,
                                                uint32_t XferOptions);
HAL_StatusTypeDef HAL_I2C_Master_Abort_IT(I2C_HandleTypeDef* hi2c, uint16_t DevAddress);
void HAL_I2C_MasterTxCpltCallback(I2C_HandleTypeDef* hi2c);
void HAL_I2C_MasterRxCpltCallback(I2C_HandleTypeDef* hi2c);
void HAL_I2C_ErrorCallback(I2C_HandleTypeDef* hi2c);
void HAL_I2C_AbortCpltCallback(I2C_HandleTypeDef* hi2c);
extern GPIO_TypeDef* const GPIOA;
extern GPIO_TypeDef* const GPIOC;
#ifdef __cplusplus
}
#endif
#define SysTick systick_registers()
#define SCB system_registers()
#define __HAL_I2C_GET_FLAG(handle, flag) is_i2c_busy(handle)
#define __HAL_GPIO_EXTI_CLEAR_IT(line) clear_edge(line)
