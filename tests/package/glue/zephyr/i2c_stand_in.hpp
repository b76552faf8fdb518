// SPDX-License-Identifier: MIT
// Plays an I2C driver, which blocks its thread, and the system's work queue.
#pragma once

#include "../fiber.hpp"
#include "../memory_on_i2c.hpp"
#include "ports/glue/zephyr_i2c.hpp"

#include <deque>

namespace stand_in {

#define HAS_I2C 1
constexpr std::size_t longest = 64;
inline const device i2c_device = {"i2c"};
inline uasyncio::zephyr::I2CController<longest> controller(&i2c_device);

inline std::deque<k_work*> work;
inline chip::Fiber work_queue([] {
  for (;;) {
    while (work.empty()) work_queue.pause();
    k_work* const item = work.front();
    work.pop_front();
    item->handler(item);
  }
});

}  // namespace stand_in

extern "C" {
void k_work_init(k_work* item, k_work_handler_t handler) { item->handler = handler; }
int k_work_submit(k_work* item) {
  stand_in::work.push_back(item);
  stand_in::work_queue.resume_after(1);
  return 1;
}
// A failed transaction is EIO, as with most drivers.
int i2c_transfer(const device* bus, i2c_msg* messages, uint8_t count, uint16_t address) {
  if (bus != &stand_in::i2c_device || (messages[count - 1].flags & I2C_MSG_STOP) == 0) return -22;
  if (count == 2 && messages[1].flags != (I2C_MSG_READ | I2C_MSG_RESTART | I2C_MSG_STOP)) {
    return -22;
  }
  if (chip::Fiber::current == nullptr) return -11;  // the loop's thread may not block
  const std::uint32_t more = count == 2 ? messages[1].len : 0;
  chip::Fiber::current->sleep(chip::memory.us(messages[0].len + more));
  if (address != chip::Memory::address) return -5;
  for (; count != 0; --count, ++messages) {
    if ((messages->flags & I2C_MSG_READ) != 0) {
      chip::memory.read(messages->buf, messages->len);
    } else {
      chip::memory.write(messages->buf, messages->len, true);
    }
  }
  return 0;
}
}
