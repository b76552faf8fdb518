// SPDX-License-Identifier: MIT
// The Pico: rp2040js with a run loop of our own, its pins, its faults and its time. The same file
// under node (run.mjs) and in a page (../../browser).
import { bootRom, loadElf, restart } from "./boot.mjs";
import { isAsleep, mend } from "./core.mjs";

const LOOK_EVERY = 4096; // instructions, or sleeps, between looks at the real clock
const OP_SEMIHOSTING = 0xbeab;
const SYS_EXIT_EXTENDED = 0x20;

export class Pico {
  /** The program's, once it has ended. */
  status = undefined;
  /** That the core was at work. */
  cycles = 0;
  /** Of a pin, when it changes. */
  onPin = (_number, _level) => {};
  /** Why the program has ended so. */
  onLockup = (_text) => {};

  #faulted = false;
  #hasDebugger;
  #states;
  #outside = new Map();

  /** `library` is the module rp2040js, `elf` the bytes of the program. */
  constructor(library, elf, hasDebugger = true) {
    this.mcu = new library.RP2040();
    this.core = this.mcu.core;
    this.clock = this.mcu.clock;
    this.#states = library.GPIOPinState;
    this.#hasDebugger = hasDebugger;
    mend(this.mcu, () => (this.#faulted = true));
    for (const pin of this.mcu.gpio) pin.addListener(() => this.#settle(pin));
    this.mcu.onBreak = () => this.#onBreakpoint();
    this.mcu.peripherals[0x40058].onWatchdogTrigger = () => restart(this.mcu);
    loadElf(this.mcu, elf);
    bootRom(this.mcu);
  }

  get nanos() {
    return this.clock.nanos;
  }

  /** From outside; without a level it lets go. What nobody drives has the level of its output, or
   * of its pull. */
  setPin(number, level) {
    if (level === undefined) this.#outside.delete(number);
    else this.#outside.set(number, level);
    this.#settle(this.mcu.gpio[number]);
  }

  /** Until the program has ended, `until()`, or the budget of real milliseconds is spent: then 0.
   * A sleeping program goes on until `limit()`, in nanoseconds of its time; then the rest of its
   * sleep in milliseconds, which has no end if only news from outside ends it. */
  run(budget, limit, until = () => false) {
    const end = performance.now() + budget;
    for (let count = 1; this.status === undefined && !until(); ++count) {
      if (count % LOOK_EVERY === 0 && performance.now() > end) return 0;
      if (!isAsleep(this.core)) {
        this.#step();
        continue;
      }
      const left = this.clock.nextAlarm ? this.clock.nanosToNextAlarm : Infinity;
      const passed = limit() - this.clock.nanos;
      if (left <= passed && left !== Infinity) {
        this.clock.tick(left);
        continue;
      }
      if (passed > 0 && passed !== Infinity) this.clock.tick(passed);
      return (left - Math.max(passed === Infinity ? 0 : passed, 0)) / 1e6;
    }
    return 0;
  }

  #step() {
    const { core } = this;
    const at = core.PC;
    const cycles = core.executeInstruction() + core.stall;
    core.stall = 0;
    if (this.#faulted) this.#fault(at);
    this.cycles += cycles;
    this.clock.tick((cycles * 1e9) / this.mcu.clkSys);
  }

  #settle(pin) {
    const { value, index } = pin;
    const { High, Low, InputPullUp } = this.#states;
    const own = value === High || value === InputPullUp;
    const isDriven = value === High || value === Low;
    const level = isDriven ? own : this.#outside.get(index) ?? own;
    if (level === pin.rawInputValue) return;
    pin.setInputValue(level);
    this.onPin(index, level);
  }

  #onBreakpoint() {
    const { core, mcu } = this;
    const opcode = mcu.readUint16(core.PC - 2);
    if (opcode !== OP_SEMIHOSTING || !this.#hasDebugger) this.#faulted = true;
    else if (core.registers[0] === SYS_EXIT_EXTENDED) {
      this.status = mcu.readUint32(core.registers[1] + 4) & 0xff;
    }
  }

  #fault(at) {
    const { core } = this;
    const NMI = 2, HARD_FAULT = 3;
    if (core.IPSR === NMI || core.IPSR === HARD_FAULT) {
      this.onLockup(`lockup at 0x${at.toString(16)}`);
      this.status = 1;
      return;
    }
    core.PC = at;
    core.exceptionEntry(HARD_FAULT);
    this.#faulted = false; // a stack that is nowhere does not keep the handler from running
  }
}
