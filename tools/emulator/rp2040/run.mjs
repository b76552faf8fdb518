// The Pico: rp2040js with a run loop of our own.
//
//     node run.mjs RP2040JS FOLDER PROGRAM.elf [--fast] [--no-debugger]
//
// In FOLDER are the named pipes of `uart` and `line`, the console and the program's UART, as
// ../wire.py has them. The socket `control` answers each line: `start`; `pin N LEVEL`, from
// outside; `adc CHANNEL VALUE`, of 4095; `i2c BUS ADDRESS`, where a memory is; `watch N`, and
// `edges N`: from then on [[nanosecond, level], ...]. The program's exit status (semihosting) is
// ours.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { bootRom, loadElf, restart } from "./boot.mjs";
import { isAsleep, mend } from "./core.mjs";
import { I2CMemory } from "./devices.mjs";
import { Wire } from "./wire.mjs";

const [rp2040js, folder, program, ...options] = process.argv.slice(2);
const isFast = options.includes("--fast");
const hasDebugger = !options.includes("--no-debugger");
const { RP2040, GPIOPinState } = await import(rp2040js);

const SLICE_MS = 5; // between looks at sockets
const LONG_MS = 1e6; // only news ends the pause
const LOOK_EVERY = 4096; // instructions, or sleeps
const OP_SEMIHOSTING = 0xbeab;
const SYS_EXIT_EXTENDED = 0x20;

const mcu = new RP2040();
const { core, clock } = mcu;
let faulted = false;
let status; // the program's, once it has ended
let wake = () => {}; // there is news from outside
mend(mcu, () => (faulted = true));

// ---- pins: what nobody drives from outside has the level of its output, or of its pull.
const outside = new Map();
const edges = new Map();

function settle(pin) {
  const { value } = pin;
  const driven = value === GPIOPinState.High || value === GPIOPinState.Low;
  const own = value === GPIOPinState.High || value === GPIOPinState.InputPullUp;
  const level = driven ? own : outside.get(pin.index) ?? own;
  if (level !== pin.rawInputValue) {
    pin.setInputValue(level);
    edges.get(pin.index)?.push([Math.round(clock.nanos), Number(level)]);
  }
}
for (const pin of mcu.gpio) pin.addListener(() => settle(pin));

// ---- the program's end, and its faults
mcu.onBreak = () => {
  const opcode = mcu.readUint16(core.PC - 2);
  if (opcode !== OP_SEMIHOSTING || !hasDebugger) faulted = true;
  else if (core.registers[0] === SYS_EXIT_EXTENDED) {
    status = mcu.readUint32(core.registers[1] + 4) & 0xff;
  }
};

function fault(at) {
  if (core.IPSR === 2 || core.IPSR === 3) {
    console.error(`lockup at 0x${at.toString(16)}`);
    status = 1;
    return;
  }
  core.PC = at;
  core.exceptionEntry(3);
  faulted = false; // a stack that is nowhere does not keep the handler from running
}

// ---- time
let startedAt = 0;

function step() {
  const at = core.PC;
  const cycles = core.executeInstruction() + core.stall;
  core.stall = 0;
  if (faulted) fault(at);
  clock.tick((cycles * 1e9) / mcu.clkSys);
}

mcu.peripherals[0x40058].onWatchdogTrigger = () => restart(mcu);

/** Until the slice is over. How long there is nothing to do, in milliseconds. */
function runSlice() {
  const end = performance.now() + SLICE_MS;
  for (let count = 1; status === undefined; ++count) {
    if (count % LOOK_EVERY === 0 && performance.now() > end) return 0;
    if (!isAsleep(core)) {
      step();
      continue;
    }
    const left = clock.nextAlarm ? clock.nanosToNextAlarm : Infinity;
    const passed = isFast ? Infinity : (performance.now() - startedAt) * 1e6 - clock.nanos;
    if (left <= passed && left !== Infinity) {
      clock.tick(left);
      continue;
    }
    if (!isFast && passed > 0) clock.tick(passed);
    return left === Infinity ? LONG_MS : (left - Math.max(passed, 0)) / 1e6;
  }
  return 0;
}

const pause = (milliseconds) => new Promise((resolve) => {
  const timer = milliseconds > 0 ? setTimeout(resolve, milliseconds) : setImmediate(resolve);
  wake = () => {
    clearTimeout(timer);
    resolve();
  };
});

async function run() {
  let written = [];
  startedAt = performance.now();
  while (status === undefined) {
    const idle = runSlice();
    written = wires.map((wire) => wire.flush());
    if (status === undefined) await pause(idle);
  }
  await Promise.all(written);
  process.exit(status);
}

// ---- the outside
function obey(command) {
  const [word, number, value] = command.split(" ");
  if (word === "start") run();
  else if (word === "pin") {
    outside.set(Number(number), value === "1");
    settle(mcu.gpio[number]);
  } else if (word === "adc") mcu.adc.channelValues[number] = Number(value);
  else if (word === "i2c") new I2CMemory(mcu.i2c[number], clock, Number(value));
  else if (word === "watch") edges.set(Number(number), []);
  else if (word === "edges") return JSON.stringify(edges.get(Number(number)) ?? []);
  else return "?";
  return "ok";
}

loadElf(mcu, readFileSync(program));
bootRom(mcu);
const wires = ["uart", "line"].map(
  (name, index) => new Wire(mcu.uart[index], clock, `${folder}/${name}`, () => wake()));
createServer((socket) => {
  let rest = "";
  socket.on("data", (data) => {
    const lines = (rest + data).split("\n");
    rest = lines.pop();
    for (const line of lines) socket.write(`${obey(line)}\n`);
    wake();
  });
}).listen(`${folder}/control`);
