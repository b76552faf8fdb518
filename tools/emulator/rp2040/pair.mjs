// SPDX-License-Identifier: MIT
// Two Picos (machine.mjs), wired to each other.
//
//     node pair.mjs RP2040JS PROGRAM.elf OTHER.elf OUT:IN ...
//
// A wire 18:21 goes from GP18 of each to GP21 of the other one. The button of the first is
// pressed, so that one program can play both parts. What their consoles print is printed, `1 ` or
// `2 ` before each line. Time is virtual, and the same each time. The exit status is 0 if both
// ended with 0.
import { readFileSync } from "node:fs";
import { isAsleep } from "./core.mjs";
import { Pico } from "./machine.mjs";

const [rp2040js, ...rest] = process.argv.slice(2);
const programs = rest.slice(0, 2);
const wires = new Map(rest.slice(2).map((wire) => wire.split(":").map(Number)));

const BUTTON = 15;
const SLICE_NS = 5_000; // how much one may be ahead of the other
const library = await import(rp2040js);
const picos = programs.map((program) => new Pico(library, readFileSync(program)));

picos.forEach((pico, index) => {
  const peer = picos[1 - index];
  pico.onPin = (number, level) => {
    if (wires.has(number)) peer.setPin(wires.get(number), level);
  };
  pico.onLockup = (text) => console.log(index + 1, text);
  pico.setPin(BUTTON, index === 1);
  let line = "";
  pico.mcu.uart[0].onByte = (byte) => {
    if (byte !== 10) line += String.fromCharCode(byte);
    else {
      console.log(index + 1, line.trimEnd());
      line = "";
    }
  };
});

let until = 0; // nanoseconds
while (picos.some((pico) => pico.status === undefined)) {
  const running = picos.filter((pico) => pico.status === undefined);
  const rests = running.map((pico) =>
    pico.run(Infinity, () => until, () => pico.nanos >= until));
  const idle = running.every((pico) => isAsleep(pico.core)) ? Math.min(...rests) : 0;
  if (idle === Infinity) {
    console.log("nobody will ever wake");
    process.exit(1);
  }
  until += Math.max(SLICE_NS, idle * 1e6);
}
process.exit(Math.max(...picos.map((pico) => pico.status)));
