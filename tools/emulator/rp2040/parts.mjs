// SPDX-License-Identifier: MIT
// What is wired to the pins of the Pico, part by part: docs/reference/panel.md, "wire".
import { GpsPart } from "./gps_part.mjs";
import { Backpack, Htu21d, I2CBus } from "./i2c_parts.mjs";
import { Lcd } from "./lcd.mjs";
import { Remote } from "./remote.mjs";

const UNTOUCHED = 2000, TOUCHED = 1200; // of the converter's 4095

/** Of GP16. */
function number(name) {
  const pin = /^GP(\d{1,2})$/.exec(name);
  if (!pin || pin[1] > 29) throw new Error(`there is no pin ${name}`);
  return Number(pin[1]);
}

/** Of 16x2. */
function size(text) {
  const numbers = /^([1-9]\d?)x([1-9]\d?)$/.exec(text);
  if (!numbers) throw new Error(`no size: ${text}`);
  return [Number(numbers[1]), Number(numbers[2])];
}

/** Throws if there are not so many. */
function exactly(count, pins) {
  if (pins.length !== count) throw new Error(`${count} pins, not ${pins.length}`);
  return pins.map(number);
}

/** A display on six pins: RS, E, D4 to D7; or on seven, of which the second is R/W. */
class LcdOnPins {
  #pico;
  #lcd;
  #rs;
  #rw; // none: at ground
  #e;
  #data;
  #isAsked = false;

  constructor(pico, pins, lcd) {
    this.#pico = pico;
    this.#lcd = lcd;
    this.pins = exactly(pins.length === 7 ? 7 : 6, pins);
    const rest = [...this.pins];
    this.#rs = rest.shift();
    if (rest.length === 6) this.#rw = rest.shift();
    [this.#e, ...this.#data] = rest;
  }

  edge(pin) {
    if (pin !== this.#e && pin !== this.#rw) return;
    const e = this.#level(this.#e);
    const isAsked = this.#rw !== undefined && this.#level(this.#rw);
    if (isAsked && e) this.#answer();
    else if (this.#isAsked) this.#beSilent();
    if (!isAsked) {
      const nibble = this.#data.reduce((sum, at, bit) => sum | (this.#level(at) << bit), 0);
      this.#lcd.pins(this.#level(this.#rs), nibble, e);
    }
  }

  #level(pin) {
    return this.#pico.mcu.gpio[pin].rawInputValue;
  }

  #answer() {
    this.#isAsked = true;
    const { answer } = this.#lcd;
    this.#data.forEach((pin, bit) => this.#pico.setPin(pin, Boolean((answer >> bit) & 1)));
  }

  #beSilent() {
    this.#isAsked = false;
    this.#lcd.answered();
    for (const pin of this.#data) this.#pico.setPin(pin);
  }
}

/** Keys with diodes at the crossings of rows that pull low and columns that are pulled up. */
class Keypad {
  #pico;
  #rows;
  #columns;
  #down = new Set(); // row * columns + column

  constructor(pico, [rows, columns], pins) {
    this.#pico = pico;
    this.pins = exactly(rows + columns, pins);
    this.#rows = this.pins.slice(0, rows);
    this.#columns = this.pins.slice(rows);
  }

  get keys() {
    return this.#rows.length * this.#columns.length;
  }

  set(code, isDown) {
    this.#down[isDown ? "add" : "delete"](code);
    this.#settle();
  }

  edge(pin) {
    if (this.#rows.includes(pin)) this.#settle();
  }

  #settle() {
    this.#columns.forEach((pin, column) => {
      const isLow = this.#rows.some((row, index) =>
        this.#down.has(index * this.#columns.length + column) &&
        !this.#pico.mcu.gpio[row].rawInputValue);
      this.#pico.setPin(pin, !isLow);
    });
  }
}

export class Parts {
  #pico;
  #tell;
  #buses = new Map();
  #onPins = new Map(); // the part at a pin
  #names = new Map(); // of pins
  #counts = new Map(); // of names
  #actions = new Map(); // of keys, by their names: what a level does
  #settings = new Map(); // by the names of values

  /** `tell(text)` is a line without its time. */
  constructor(pico, tell) {
    this.#pico = pico;
    this.#tell = tell;
  }

  /** `KIND WORDS...`: throws if that is none. */
  wire([kind, ...words]) {
    if (kind === "lcd") this.#place(new LcdOnPins(this.#pico, words.slice(1), this.#lcd(words[0])));
    else if (kind === "backpack") {
      this.#bus(words[1]).add(Number(words[2] ?? 0x27), new Backpack(this.#lcd(words[0])));
    } else if (kind === "htu21d") this.#wireSensor(words);
    else if (kind === "keypad") this.#wireKeypad(words);
    else if (kind === "gps") new GpsPart(this.#uart(words[0]), this.#pico.clock);
    else if (kind === "knob") this.#wireKnob(exactly(2, words));
    else if (kind === "remote") this.#wireRemote(exactly(1, words));
    else if (kind === "touch") this.#wireTouch(words);
    else throw new Error(`there is no part ${kind}`);
  }

  /** Of the pin a part, or its number. */
  nameOf(pin) {
    return this.#names.get(pin) ?? `GP${pin}`;
  }

  pinOf(name) {
    for (const [pin, known] of this.#names) if (known === name) return pin;
    return /^GP\d+$/.test(name) ? Number(name.slice(2)) : undefined;
  }

  isAt(pin) {
    return this.#onPins.has(pin);
  }

  edge(pin) {
    this.#onPins.get(pin)?.edge(pin);
  }

  /** Whether it was for a part. */
  obey(word, name, value) {
    if (word === "set") return this.#settings.get(name)?.(Number(value)) ?? false;
    const act = this.#actions.get(name);
    if (!act) return false;
    act(word === "press" || (word === "pin" && value === "0"));
    return true;
  }

  #place(part) {
    for (const pin of part.pins) {
      this.#onPins.set(pin, part);
      this.#tell(`part GP${pin}`);
    }
  }

  #lcd(words) {
    const [columns, rows] = size(words);
    const name = this.#free("lcd");
    return new Lcd(this.#pico.clock, columns, rows, (row, text) =>
      this.#tell(`row ${name} ${row} ${text}`));
  }

  /** The second of a name has a 2 behind it. */
  #free(name) {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count === 1 ? name : `${name}${count}`;
  }

  #bus(name) {
    if (!/^i2c[01]$/.test(name)) throw new Error(`there is no bus ${name}`);
    if (!this.#buses.has(name)) {
      const i2c = this.#pico.mcu.i2c[Number(name.slice(3))];
      this.#buses.set(name, new I2CBus(i2c, this.#pico.clock));
    }
    return this.#buses.get(name);
  }

  #uart(name) {
    if (!/^uart[01]$/.test(name)) throw new Error(`there is no ${name}`);
    return this.#pico.mcu.uart[Number(name.slice(4))];
  }

  #wireSensor([bus]) {
    const told = {};
    const sensor = new Htu21d(this.#pico.clock, (name, value, low, high) => {
      if (told[name] === value) return;
      told[name] = value;
      this.#tell(`value ${name} ${value} ${low} ${high}`);
    });
    this.#bus(bus).add(0x40, sensor);
    for (const name of Object.keys(sensor.values)) {
      this.#settings.set(name, (value) => {
        sensor.values[name] = value;
        return true;
      });
    }
  }

  #wireKeypad([rowsAndColumns, ...pins]) {
    const keypad = new Keypad(this.#pico, size(rowsAndColumns), pins);
    this.#place(keypad);
    for (let code = 0; code !== keypad.keys; ++code) {
      const name = `key${code}`;
      this.#actions.set(name, (isDown) => {
        keypad.set(code, isDown);
        this.#tell(`pin ${name} ${Number(!isDown)}`);
      });
      this.#tell(`input ${name} 1`);
    }
  }

  /** Its keys are inputs. The receiver's pin is drawn no more than those of other parts. */
  #wireRemote([pin]) {
    const remote = new Remote(this.#pico.clock, (level) => this.#pico.setPin(pin, level));
    this.#place({ pins: [pin], edge: () => {} });
    for (const key of Remote.keys) {
      const name = `ir${key}`;
      this.#actions.set(name, (isDown) => {
        if (isDown) remote.press(key);
        else remote.release();
        this.#tell(`pin ${name} ${Number(!isDown)}`);
      });
      this.#tell(`input ${name} 1`);
    }
  }

  /** A pad that measures with an input of the converter: less with a finger on it. */
  #wireTouch([channel]) {
    const input = /^adc([0-3])$/.exec(channel);
    if (!input) throw new Error(`there is no ${channel}`);
    const name = this.#free("pad");
    const values = this.#pico.mcu.adc.channelValues;
    values[input[1]] = UNTOUCHED;
    this.#actions.set(name, (isTouched) => {
      values[input[1]] = isTouched ? TOUCHED : UNTOUCHED;
      this.#tell(`pin ${name} ${Number(!isTouched)}`);
    });
    this.#tell(`input ${name} 1`);
  }

  /** At a detent both of its contacts are closed. */
  #wireKnob(pins) {
    ["x", "y"].forEach((name, index) => {
      this.#names.set(pins[index], name);
      this.#pico.setPin(pins[index], false);
    });
  }
}
