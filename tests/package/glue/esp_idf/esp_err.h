// SPDX-License-Identifier: MIT
#pragma once

typedef int esp_err_t;
#define ESP_OK 0
#define ESP_FAIL -1
#define ESP_ERR_INVALID_ARG 0x102
#define ESP_ERR_INVALID_STATE 0x103
#define ESP_ERR_NOT_FOUND 0x105
#define ESP_ERR_TIMEOUT 0x107
#define ESP_ERR_INVALID_RESPONSE 0x108
#define ESP_ERROR_CHECK(call) check_for_error(call)
#ifdef __cplusplus
extern "C"
#endif
    void
    check_for_error(esp_err_t error);
