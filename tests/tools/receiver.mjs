// SPDX-License-Identifier: MIT
// A GPS receiver on the Pico's pins, for tests/target/interactive/pulse_probe.cpp.
//
//     node receiver.mjs RP2040JS PROGRAM.elf SECONDS DELAY_MS
//
// From 18:00:00 on, for so many seconds: a pulse on GP14; DELAY_MS later, on UART1, the sentence
// that says which second it was; and in the middle of each second an event on GP15. Time is
// virtual, and the same each time. Prints when edges came, in nanoseconds, and what the console
// says.
import { readFileSync } from "node:fs";
import { Pico } from "../../tools/emulator/rp2040/machine.mjs";
import { UartLine } from "../../tools/emulator/rp2040/uart_line.mjs";

const [rp2040js, program, ...numbers] = process.argv.slice(2);
const [seconds, delayMs] = numbers.map(Number);

const PPS = 14, BUTTON = 15;
const START_NS = 1_000_000_123; // no whole microsecond, as the edges of a real receiver
const SECOND_NS = 1_000_007_351; // the Pico's crystal is slow by seven millionths
const pico = new Pico(await import(rp2040js), readFileSync(program));
const { clock, mcu } = pico;
const uart = new UartLine(mcu.uart[1], clock);

function sentence(second) {
  const time = `1800${String(second).padStart(2, "0")}`;
  const text = `GPRMC,${time}.000,A,3749.1802,N,08338.7865,W,2.30,154.9,280511,,,A`;
  const sum = [...Buffer.from(text)].reduce((before, byte) => before ^ byte, 0);
  return Buffer.from(`$${text}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`);
}

const at = (when, action) => clock.createAlarm(action).schedule(when);

function edge(what, pin, level) {
  console.log(what, clock.nanos);
  pico.setPin(pin, level);
}

for (let second = 0; second < seconds; ++second) {
  const begin = START_NS + second * SECOND_NS;
  at(begin, () => edge("edge", PPS, true));
  at(begin + 100e6, () => pico.setPin(PPS, false));
  at(begin + delayMs * 1e6, () => uart.send(sentence(second)));
  at(begin + 543_210_987, () => edge("happens", BUTTON, false));
  at(begin + 643e6, () => pico.setPin(BUTTON, true));
}

let line = "";
mcu.uart[0].onByte = (byte) => {
  if (byte !== 10) line += String.fromCharCode(byte);
  else {
    console.log(line.trimEnd());
    line = "";
  }
};
pico.setPin(BUTTON, true);
pico.setPin(PPS, false);
const end = START_NS + seconds * SECOND_NS - 1e6;
while (pico.status === undefined && pico.nanos < end) {
  pico.run(Infinity, () => end, () => pico.nanos >= end);
}
