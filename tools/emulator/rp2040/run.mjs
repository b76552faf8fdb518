// SPDX-License-Identifier: MIT
// The Pico (machine.mjs) under node.
//
//     node run.mjs RP2040JS FOLDER PROGRAM.elf [--fast] [--no-debugger]
//
// In FOLDER are the named pipes of `uart` and `line`, the console and the program's UART, as
// ../wire.py has them. The socket `control` answers each line: `start`; `pin N LEVEL`, from
// outside; `adc CHANNEL VALUE`, of 4095; `i2c BUS ADDRESS` and `spi BUS PIN`, where a memory is;
// `watch N`, and `edges N`: from then on [[nanosecond, level], ...]. On the socket `panel` all pins
// are told and moved, as docs/reference/panel.md says. The program's exit status (semihosting) is
// ours.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { I2CMemory, SPIMemory } from "./devices.mjs";
import { onLines } from "./lines.mjs";
import { Pico } from "./machine.mjs";
import { Panel } from "./panel.mjs";
import { Wire } from "./wire.mjs";

const [rp2040js, folder, program, ...options] = process.argv.slice(2);
let isFast = options.includes("--fast");

const SLICE_MS = 5; // between looks at sockets
const LONG_MS = 1e6; // only news ends the pause
const INTERRUPT = 3; // Ctrl-C

const pico = new Pico(await import(rp2040js), readFileSync(program),
                      !options.includes("--no-debugger"));
const { mcu, clock } = pico;
const edges = new Map();
let panel; // who looks from outside, if anybody does
let wake = () => {}; // there is news from outside
let startedAt = 0;

pico.onLockup = (text) => console.error(text);
pico.onPin = (number, level) => {
  edges.get(number)?.push([Math.round(clock.nanos), Number(level)]);
  panel?.pin(number, level);
};

const realNanos = () => (isFast ? Infinity : (performance.now() - startedAt) * 1e6);

const pause = (milliseconds) => new Promise((resolve) => {
  const timer = milliseconds > 0 ? setTimeout(resolve, Math.min(milliseconds, LONG_MS))
                                 : setImmediate(resolve);
  wake = () => {
    clearTimeout(timer);
    resolve();
  };
});

async function run() {
  let written = [];
  startedAt = performance.now();
  while (pico.status === undefined) {
    const idle = pico.run(SLICE_MS, realNanos);
    panel?.look();
    written = wires.map((wire) => wire.flush());
    if (pico.status === undefined) await pause(idle);
  }
  await Promise.all(written);
  await panel?.end();
  process.exit(pico.status);
}

// ---- the outside
function obey(command) {
  const [word, number, value] = command.split(" ");
  if (word === "start") run();
  else if (word === "pin") pico.setPin(Number(number), value === "1");
  else if (word === "adc") mcu.adc.channelValues[number] = Number(value);
  else if (word === "i2c") new I2CMemory(mcu.i2c[number], clock, Number(value));
  else if (word === "spi") new SPIMemory(mcu.spi[number], mcu.gpio[value]);
  else if (word === "watch") edges.set(Number(number), []);
  else if (word === "edges") return JSON.stringify(edges.get(Number(number)) ?? []);
  else return "?";
  return "ok";
}

const wires = ["uart", "line"].map(
  (name, index) => new Wire(mcu.uart[index], clock, `${folder}/${name}`, () => wake()));
createServer((socket) => {
  panel = new Panel(pico, socket, {
    start: (isVirtual) => {
      isFast = isVirtual;
      run();
    },
    interrupt: () => wires[0].send([INTERRUPT]),
    wake: () => wake(),
  });
}).listen(`${folder}/panel`);
createServer((socket) => {
  onLines(socket, (line) => socket.write(`${obey(line)}\n`), () => wake());
}).listen(`${folder}/control`);
