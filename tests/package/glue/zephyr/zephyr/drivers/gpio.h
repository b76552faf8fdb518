// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

typedef uint8_t gpio_pin_t;
typedef uint32_t gpio_flags_t;
typedef uint16_t gpio_dt_flags_t;
typedef uint32_t gpio_port_pins_t;
struct device {
  const char* name;
};
struct gpio_dt_spec {
  const struct device* port;
  gpio_pin_t pin;
  gpio_dt_flags_t dt_flags;
};
struct gpio_callback;
typedef void (*gpio_callback_handler_t)(const struct device* port, struct gpio_callback* cb,
                                        gpio_port_pins_t pins);
struct gpio_callback {
  void* node;
  gpio_callback_handler_t handler;
  gpio_port_pins_t pin_mask;
};

#define BIT(n) (1UL << (n))
#define GPIO_INPUT (1U << 16)
#define GPIO_OPEN_DRAIN (3U << 1)
#define GPIO_OUTPUT (1U << 17)
#define GPIO_OUTPUT_INIT_HIGH (1U << 19)
#define GPIO_OUTPUT_INACTIVE (1U << 17)
#define GPIO_INT_DISABLE (1U << 21)
#define GPIO_INT_EDGE_RISING (1U << 22)
#define GPIO_INT_EDGE_FALLING (1U << 23)
#define GPIO_INT_EDGE_BOTH (GPIO_INT_EDGE_RISING | GPIO_INT_EDGE_FALLING)

#ifdef __cplusplus
extern "C" {
#endif
int gpio_pin_configure_dt(const struct gpio_dt_spec* spec, gpio_flags_t extra_flags);
int gpio_pin_interrupt_configure_dt(const struct gpio_dt_spec* spec, gpio_flags_t flags);
int gpio_pin_set_dt(const struct gpio_dt_spec* spec, int value);
int gpio_pin_configure(const struct device* port, gpio_pin_t pin, gpio_flags_t flags);
int gpio_pin_set_raw(const struct device* port, gpio_pin_t pin, int value);
int gpio_pin_get_raw(const struct device* port, gpio_pin_t pin);
void gpio_init_callback(struct gpio_callback* callback, gpio_callback_handler_t handler,
                        gpio_port_pins_t pin_mask);
int gpio_add_callback(const struct device* port, struct gpio_callback* callback);
int gpio_remove_callback(const struct device* port, struct gpio_callback* callback);
#ifdef __cplusplus
}
#endif
#define DT_ALIAS(name) alias_##name
#define DT_NODELABEL(name) node_##name
#define DEVICE_DT_GET(node) (static_cast<const device*>(nullptr))
#define GPIO_DT_SPEC_GET(node, property) (gpio_dt_spec{nullptr, 0, 0})
