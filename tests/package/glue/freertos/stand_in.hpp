// SPDX-License-Identifier: MIT
// FreeRTOS on a chip whose pins are played, too.
#pragma once

#include <FreeRTOS.h>
#include <task.h>

#include "rtos.hpp"
#include "uasyncio/machine/pin.hpp"

#include <cstddef>

namespace stand_in {

struct Led {
  void on() { value(true); }
  void off() { value(false); }
  void toggle() { value(!value()); }
  void value(bool is_on) { chip::output(25, is_on); }
  bool value() const { return chip::levels[25]; }
};
struct Button {
  bool value() const { return chip::levels[15]; }
  uasyncio::Error irq(uasyncio::machine::Edge edges, uasyncio::machine::PinHandler handler,
                      void* argument) {
    chip::on_edge = [=](unsigned, bool level) {
      using uasyncio::machine::Edge;
      if (includes(edges, level ? Edge::rising : Edge::falling)) handler(argument);
    };
    return uasyncio::Error::none;
  }
  void irq(std::nullptr_t) { (void)irq(uasyncio::machine::Edge::none, nullptr, nullptr); }
};
inline Led led;
inline Button button;

inline void start() { chip::levels[15] = true; }

}  // namespace stand_in
