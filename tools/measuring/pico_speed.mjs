// SPDX-License-Identifier: MIT
// How many cycles of the Pico a second of this machine has: the least, the median and the most of
// some rounds, of a program that ends, run again and again.
//
//     node pico_speed.mjs RP2040JS PROGRAM.elf
import { readFileSync } from "node:fs";
import { Pico } from "../emulator/rp2040/machine.mjs";

const ROUNDS = 7;
const ROUND_MS = 500;
const WARM_UP = 2; // rounds, in which node compiles

const [rp2040js, program] = process.argv.slice(2);
const library = await import(rp2040js);
const elf = readFileSync(program);

function round() {
  let cycles = 0;
  let milliseconds = 0;
  while (milliseconds < ROUND_MS) {
    const pico = new Pico(library, elf);
    const begun = performance.now();
    while (pico.status === undefined) pico.run(ROUND_MS, () => Infinity);
    milliseconds += performance.now() - begun;
    cycles += pico.cycles;
    if (pico.status !== 0) throw new Error(`the program ended with status ${pico.status}`);
  }
  return (cycles * 1000) / milliseconds;
}

for (let count = 0; count < WARM_UP; ++count) round();
const rounds = Array.from({ length: ROUNDS }, round).sort((a, b) => a - b);
console.log(rounds[0], rounds[(ROUNDS - 1) / 2], rounds[ROUNDS - 1]);
