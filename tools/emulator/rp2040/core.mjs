// SPDX-License-Identifier: MIT
// What rp2040js 1.4.1 does otherwise than the chip's core, mended from outside.
import { mendSPI } from "./spi.mjs";

const ENTRY_CYCLES = 15; // Cortex-M0+ Technical Reference Manual: interrupt latency

/** The NVIC: an interrupt stays pending until it is served, also one that a program has pended, and
 * is pending again after its handler while its peripheral still asks. */
function mendInterrupts(core) {
  const { exceptionEntry, exceptionReturn } = core;
  let lines = 0;
  core.stall = 0;
  core.setInterrupt = (irq, level) => {
    const bit = 1 << irq;
    if (level && !(lines & bit)) {
      core.pendingInterrupts |= bit;
      core.interruptsUpdated = true;
    }
    lines = level ? lines | bit : lines & ~bit;
  };
  core.exceptionEntry = (number) => {
    if (number >= 16) core.pendingInterrupts &= ~(1 << (number - 16));
    core.stall += ENTRY_CYCLES;
    exceptionEntry.call(core, number);
  };
  core.exceptionReturn = (how) => {
    const ended = core.IPSR - 16;
    exceptionReturn.call(core, how);
    if (ended >= 0) core.pendingInterrupts |= lines & (1 << ended);
  };
}

/** Ends a WFI for whatever is pending, masked or not. True if it still sleeps. */
export function isAsleep(core) {
  if (!core.waiting) return false;
  if (core.pendingInterrupts & core.enabledInterrupts || core.pendingSystick ||
      core.pendingPendSV || core.pendingNMI) {
    core.waiting = false;
    core.interruptsUpdated = true;
  }
  return core.waiting;
}

/** SysTick: a clock after 0, or after a write of its value, it begins at its reload value, and it
 * interrupts when it comes to 0. */
function mendSysTick(mcu) {
  const { core, ppb, clock } = mcu;
  const { readUint32, writeUint32 } = ppb;
  let control = 0, reload = 0, left = 0, base = 0, counted = 0;
  const nanos = () => 1e9 / mcu.clkSys;
  const ticks = () => (control & 1 ? Math.floor((clock.nanos - base) / nanos() + 1e-6) : 0);
  const alarm = clock.createAlarm(() => {
    counted = 1 << 16;
    if (control & 2) {
      core.pendingSystick = true;
      core.interruptsUpdated = true;
    }
    count(reload ? reload + 1 : 0);
  });
  const count = (next) => {
    left = next;
    base = clock.nanos;
    alarm.cancel();
    if (left && control & 1) alarm.schedule(left * nanos());
  };
  ppb.readUint32 = (offset) => {
    if (offset === 0x14) return reload;
    if (offset === 0x18) return left - ticks() > reload ? 0 : left - ticks();
    if (offset !== 0x10) return readUint32.call(ppb, offset);
    const value = control | counted;
    counted = 0;
    return value;
  };
  ppb.writeUint32 = (offset, value) => {
    if (offset === 0x10) {
      const rest = left - ticks();
      control = value & 7;
      count(rest);
    } else if (offset === 0x14) {
      reload = value & 0xffffff;
    } else if (offset === 0x18) {
      counted = 0;
      count(reload + 1);
    } else {
      writeUint32.call(ppb, offset, value);
    }
  };
}

/** The timer's alarms come when its counter equals them, and not a part of a microsecond before. */
function mendTimer(mcu) {
  for (const alarm of mcu.peripherals[0x40054].alarms) {
    const { clockAlarm } = alarm;
    const { schedule } = clockAlarm;
    clockAlarm.schedule = () => {
      const micros = mcu.clock.nanos / 1000;
      const whole = Math.floor(micros);
      const ahead = (alarm.targetMicros - whole) >>> 0;
      schedule.call(clockAlarm, ahead ? (whole + ahead) * 1000 - mcu.clock.nanos : 0);
    };
  }
}

/** An I2C controller interrupts, and forgets everything when it is put into its reset: what a part
 * answers then comes too late. */
function mendI2C(mcu) {
  const IC_INTR_MASK = 0x30, IC_ENABLE = 0x6c, IDLE = 0, HAS_RECEIVED = 4;
  const resets = mcu.peripherals[0x4000c];
  const { writeUint32: writeResets } = resets;
  const idle = { state: IDLE, busy: false, stop: false, pendingRestart: false, intRaw: 0 };
  resets.writeUint32 = (offset, value) => {
    writeResets.call(resets, offset, value);
    mcu.i2c.forEach((i2c, index) => {
      if (!(resets.reset & (1 << (3 + index)))) return;
      Object.assign(i2c, idle);
      i2c.writeUint32(IC_ENABLE, 0);
      i2c.checkInterrupts();
    });
  };
  for (const i2c of mcu.i2c) {
    const { writeUint32 } = i2c;
    i2c.writeUint32 = (offset, value) => {
      if (offset !== IC_INTR_MASK) writeUint32.call(i2c, offset, value);
      else Object.assign(i2c, { intEnable: value }).checkInterrupts();
      if (offset === IC_ENABLE && i2c.rxFIFO.empty) i2c.clearInterrupts(HAS_RECEIVED);
    };
    for (const name of ["completeConnect", "completeWrite", "completeRead"]) {
      const complete = i2c[name];
      i2c[name] = (answer) => i2c.state !== IDLE && complete.call(i2c, answer);
    }
  }
}

/** What the chip answers with a HardFault is only logged. `onFault` is told instead. */
function mendFaults(mcu, onFault) {
  const complain = (component) => {
    if (component === "RP2040" || component === "CortexM0Core") onFault();
  };
  mcu.logger = { debug() {}, info() {}, warn: complain, error: complain };
}

export function mend(mcu, onFault) {
  mendInterrupts(mcu.core);
  mendSysTick(mcu);
  mendTimer(mcu);
  mendI2C(mcu);
  mendSPI(mcu);
  mendFaults(mcu, onFault);
}
