// SPDX-License-Identifier: MIT
// The line to who looks at the Pico from outside, and moves it: docs/reference/panel.md.
import { onLines } from "./lines.mjs";
import { Parts } from "./parts.mjs";

const MOST = 4095; // of the converter

export class Panel {
  #pico;
  #socket;
  #steers;
  #listeners = new Set();
  #values = new Map();
  #idle = new Map(); // the levels of what is pressed, before
  #parts;

  /** `steers` has what the lines ask of the run loop: `start(isFast)`, `interrupt()`, `wake()`. */
  constructor(pico, socket, steers) {
    this.#pico = pico;
    this.#socket = socket;
    this.#steers = steers;
    this.#parts = new Parts(pico, (text) => this.#tell(text));
    socket.on("error", () => (this.#socket = undefined));
    onLines(socket, (line) => this.#plan(line), () => steers.wake());
    socket.write("uasyncio 1 pico 1\n");
    const { adc } = pico.mcu;
    const { onADCRead } = adc;
    adc.onADCRead = (channel) => {
      this.#tellValue(channel, adc.channelValues[channel]);
      onADCRead.call(adc, channel);
    };
  }

  pin(number, level) {
    this.#tell(`pin ${this.#parts.nameOf(number)} ${Number(level)}`);
    this.#parts.edge(number);
  }

  /** For whose pins does the program listen? */
  look() {
    for (const { index, irqEnableMask, rawInputValue } of this.#pico.mcu.gpio) {
      const listens = irqEnableMask !== 0;
      if (listens === this.#listeners.has(index) || this.#parts.isAt(index)) continue;
      this.#listeners[listens ? "add" : "delete"](index);
      const name = this.#parts.nameOf(index);
      this.#tell(listens ? `input ${name} ${Number(rawInputValue)}` : `gone ${name}`);
    }
  }

  end() {
    return new Promise((resolve) => (this.#socket ? this.#socket.end(resolve) : resolve()));
  }

  #tell(text) {
    this.#socket?.write(`@${Math.round(this.#pico.nanos)} ${text}\n`);
  }

  #tellValue(channel, value) {
    if (this.#values.get(channel) === value) return;
    this.#values.set(channel, value);
    this.#tell(`value adc${channel} ${value} 0 ${MOST}`);
  }

  #plan(line) {
    const { clock } = this.#pico;
    if (!line.startsWith("@")) return this.#obey(line);
    const [time, ...words] = line.slice(1).split(" ");
    const alarm = clock.createAlarm(() => this.#obey(words.join(" ")));
    alarm.schedule(Math.max(Number(time) - clock.nanos, 0));
  }

  #obey(line) {
    const [word, name, value] = line.split(" ");
    if (word === "start") this.#steers.start(name === "virtual");
    else if (word === "interrupt") this.#steers.interrupt();
    else if (word === "wire") this.#wire(line);
    else if (word === "set" && name.startsWith("adc")) {
      this.#pico.mcu.adc.channelValues[name.slice(3)] = Math.min(Math.max(Number(value), 0), MOST);
    } else if (name && !this.#parts.obey(word, name, value)) {
      this.#move(word, this.#parts.pinOf(name), value);
    }
  }

  /** A part that cannot be is told, and nothing else. */
  #wire(line) {
    try {
      this.#parts.wire(line.split(" ").slice(1));
    } catch {
      this.#tell(`wrong ${line}`);
    }
  }

  #move(word, number, value) {
    const pin = this.#pico.mcu.gpio[number];
    if (!pin) return;
    this.look(); // its level before is the one that it has when nobody moves it
    if (word === "pin") this.#pico.setPin(number, value === "1");
    if (word === "press" && !this.#idle.has(number)) {
      this.#idle.set(number, pin.rawInputValue);
      this.#pico.setPin(number, !pin.rawInputValue);
    } else if (word === "release" && this.#idle.has(number)) {
      this.#pico.setPin(number, this.#idle.get(number));
      this.#idle.delete(number);
    }
  }
}
