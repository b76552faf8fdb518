// SPDX-License-Identifier: MIT
// What can be wired to an I2C bus of the Pico: parts with `connect(reads)`, `write(byte)`, which
// say whether they acknowledge, and `read()`.

const CLOCKS_OF_A_BYTE = 9;
const FREQUENCY = 100_000;
const NOTHING = 0xff; // what a released bus reads as

/** A controller with parts at addresses. Bytes take their time. */
export class I2CBus {
  #parts = new Map();

  constructor(i2c, clock) {
    const byte = clock.createAlarm(() => this.#done());
    const later = (done) => {
      this.#done = done;
      byte.schedule((CLOCKS_OF_A_BYTE * 1e9) / FREQUENCY);
    };
    let part;
    i2c.onConnect = (address, mode) => {
      part = this.#parts.get(address);
      later(() => i2c.completeConnect(part?.connect(mode === 1) ?? false));
    };
    i2c.onWriteByte = (value) => later(() => i2c.completeWrite(part?.write(value) ?? false));
    i2c.onReadByte = () => later(() => i2c.completeRead(part?.read() ?? NOTHING));
  }

  add(address, part) {
    this.#parts.set(address, part);
  }

  #done = () => {};
}

/** A PCF8574 whose pins are those of a display: RS, R/W, E, the light, D4 to D7. */
export class Backpack {
  #pins = NOTHING;

  constructor(lcd) {
    this.lcd = lcd;
  }

  connect() {
    return true;
  }

  write(byte) {
    this.#pins = byte;
    if (!(byte & 2)) this.lcd.pins(Boolean(byte & 1), byte >> 4, Boolean(byte & 4));
    return true;
  }

  read() {
    return this.#pins;
  }
}

const CONVERSIONS = new Map([[0xf3, "temperature"], [0xf5, "humidity"]]);
const CONVERSION_NS = { temperature: 50e6, humidity: 16e6 };
const SUMS = { temperature: { offset: 4685, span: 17572, low: -4000, high: 12500, kind: 0 },
               humidity: { offset: 600, span: 12500, low: 0, high: 10000, kind: 2 } };
const RESET_NS = 15e6;
const WRITE_REGISTER = 0xe6, READ_REGISTER = 0xe7, RESET = 0xfe;

function crc(bytes) {
  let rest = 0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit !== 8; ++bit) rest = rest & 0x80 ? (rest << 1 ^ 0x31) & 0xff : rest << 1;
  }
  return rest;
}

/** A sensor of temperature and humidity, in hundredths. `tellValue(name, value, low, high)` when
 * it has converted one. */
export class Htu21d {
  values = { temperature: 2100, humidity: 4500 };
  #clock;
  #tellValue;
  #busyUntil = 0;
  #command = 0;
  #register = 2;
  #answer = [];
  #isFirst = true;

  constructor(clock, tellValue) {
    this.#clock = clock;
    this.#tellValue = tellValue;
  }

  connect() {
    this.#isFirst = true;
    return this.#clock.nanos >= this.#busyUntil;
  }

  write(byte) {
    if (!this.#isFirst) {
      this.#register = byte;
      return this.#command === WRITE_REGISTER;
    }
    this.#isFirst = false;
    this.#command = byte;
    if (CONVERSIONS.has(byte)) this.#convert(CONVERSIONS.get(byte));
    else if (byte === READ_REGISTER) this.#answer = [this.#register];
    else if (byte === RESET) this.#busyUntil = this.#clock.nanos + RESET_NS;
    else return byte === WRITE_REGISTER;
    return true;
  }

  read() {
    return this.#answer.shift() ?? NOTHING;
  }

  #convert(name) {
    const { offset, span, low, high, kind } = SUMS[name];
    const value = Math.min(Math.max(this.values[name], low), high);
    const raw = Math.ceil(((value + offset) * 16384) / span) * 4 + kind;
    this.#answer = [raw >> 8, raw & 0xff];
    this.#answer.push(crc(this.#answer));
    this.#busyUntil = this.#clock.nanos + CONVERSION_NS[name];
    this.#tellValue(name, value, low, high);
  }
}
