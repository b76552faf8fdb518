// SPDX-License-Identifier: MIT
// A text display, by the data sheet of the HD44780: it takes a nibble when E falls, and nothing
// while it is busy. The same model in C++: src/testing/lcd.cpp.

const POWER_ON_NS = 40e6;
const CLEAR_NS = 1.52e6;
const COMMAND_NS = 37e3;
const DATA_NS = 41e3;
const SHORTEST_E_NS = 450;
const LINE = 40; // columns in its memory
const SECOND_LINE = 0x40;
const TEXT_MASK = 0x7f;
const DOTS_MASK = 0x3f;
const BUSY = 0x80;

export class Lcd {
  #clock;
  #columns;
  #tellRow;
  #text = new Uint8Array(128).fill(0x20);
  #told = [];
  #address = 0;
  #shift = 0;
  #addressesDots = false;
  #movesRight = true;
  #isOn = false;
  #isFourBits = false;
  #highHalf = undefined;
  #busyUntil;
  #wasEnabled = false;
  #enabledAt = 0;

  /** `tellRow(number, text)` is called for each row when it changes. */
  constructor(clock, columns, rows, tellRow) {
    this.#clock = clock;
    this.#columns = columns;
    this.#tellRow = tellRow;
    this.#told.length = rows;
    this.#busyUntil = clock.nanos + POWER_ON_NS;
  }

  /** Its pins are so now, but E: `enable` is that. */
  pins(isData, nibble, enable) {
    const { nanos } = this.#clock;
    const falls = this.#wasEnabled && !enable;
    if (enable && !this.#wasEnabled) this.#enabledAt = nanos;
    this.#wasEnabled = enable;
    if (!falls || nanos < this.#busyUntil || nanos - this.#enabledAt < SHORTEST_E_NS) return;
    if (!this.#isFourBits) this.#take(isData, nibble << 4);
    else if (this.#highHalf === undefined) this.#highHalf = nibble;
    else {
      const byte = (this.#highHalf << 4) | nibble;
      this.#highHalf = undefined;
      this.#take(isData, byte);
    }
  }

  /** What its data pins say while E is high and R/W is: the half of its busy flag and place that is
   * next. */
  get answer() {
    const whole = (this.#clock.nanos < this.#busyUntil ? BUSY : 0) | this.#address;
    return this.#highHalf === undefined ? whole >> 4 : whole & 0xf;
  }

  /** E has fallen, and R/W is high. */
  answered() {
    if (this.#isFourBits) this.#highHalf = this.#highHalf === undefined ? 0 : undefined;
  }

  #take(isData, byte) {
    this.#busyUntil = this.#clock.nanos + (isData ? DATA_NS : COMMAND_NS);
    if (!isData) this.#command(byte);
    else if (this.#addressesDots) this.#address = (this.#address + 1) & DOTS_MASK;
    else {
      this.#text[this.#address] = byte;
      this.#step(this.#movesRight);
    }
    this.#tell();
  }

  /** The highest bit that is set says what it is. */
  #command(byte) {
    if (byte & 0x80) [this.#address, this.#addressesDots] = [byte & TEXT_MASK, false];
    else if (byte & 0x40) [this.#address, this.#addressesDots] = [byte & DOTS_MASK, true];
    else if (byte & 0x20) [this.#isFourBits, this.#highHalf] = [!(byte & 0x10), undefined];
    else if (byte & 0x10) this.#move(Boolean(byte & 8), Boolean(byte & 4));
    else if (byte & 8) this.#isOn = Boolean(byte & 4);
    else if (byte & 4) this.#movesRight = Boolean(byte & 2);
    else if (byte) {
      if (byte === 1) {
        this.#text.fill(0x20);
        this.#movesRight = true;
      }
      [this.#address, this.#shift, this.#addressesDots] = [0, 0, false];
      this.#busyUntil = this.#clock.nanos + CLEAR_NS;
    }
  }

  #move(movesText, right) {
    if (!movesText) this.#step(right);
    else this.#shift = (this.#shift + (right ? LINE - 1 : 1)) % LINE;
  }

  /** Behind the end of a line comes the beginning of the other one. */
  #step(right) {
    const isAtEnd = (this.#address & DOTS_MASK) === (right ? LINE - 1 : 0);
    const other = (this.#address ^ SECOND_LINE) & SECOND_LINE;
    const next = this.#address + (right ? 1 : TEXT_MASK);
    this.#address = (isAtEnd ? other + (right ? 0 : LINE - 1) : next) & TEXT_MASK;
  }

  #row(number) {
    const line = number % 2 ? SECOND_LINE : 0;
    const first = (number < 2 ? 0 : this.#columns) + this.#shift;
    const places = Array.from({ length: this.#columns }, (_, column) => (first + column) % LINE);
    const bytes = places.map((place) => (this.#isOn ? this.#text[line + place] : 0x20));
    return bytes.map((byte) =>
      (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : "?")).join("");
  }

  #tell() {
    for (let number = 0; number !== this.#told.length; ++number) {
      const text = this.#row(number);
      if (text === this.#told[number]) continue;
      this.#told[number] = text;
      this.#tellRow(number, text);
    }
  }
}
