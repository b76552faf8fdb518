// SPDX-License-Identifier: MIT
// Counts the instructions and the cycles of regions of a program on the Pico, as the plugin of
// tools/count_plugin.c does on boards that QEMU has: from BEGIN, with it, to END, without it.
//
//     node pico_counts.mjs RP2040JS PROGRAM.elf BEGIN END
//
// Writes a line for each region, "region INSTRUCTIONS CYCLES"; what the program says goes to the
// output of errors.
import { readFileSync } from "node:fs";
import { Pico } from "../emulator/rp2040/machine.mjs";

const LONGEST_MS = 60_000;

const [rp2040js, program, ...addresses] = process.argv.slice(2);
const [begin, end] = addresses.map(Number);
const pico = new Pico(await import(rp2040js), readFileSync(program));
const { core } = pico;
pico.mcu.uart[0].onByte = (byte) => process.stderr.write(String.fromCharCode(byte));

let instructions;
let cycles = 0;
const execute = core.executeInstruction.bind(core);
core.executeInstruction = () => {
  const at = core.PC & ~1;
  if (at === begin) [instructions, cycles] = [0, 0];
  if (at === end && instructions !== undefined) {
    console.log("region", instructions, cycles);
    instructions = undefined;
  }
  const taken = execute();
  if (instructions !== undefined) [instructions, cycles] = [instructions + 1, cycles + taken];
  return taken;
};
pico.run(LONGEST_MS, () => Infinity);
process.exitCode = pico.status ?? 1;
