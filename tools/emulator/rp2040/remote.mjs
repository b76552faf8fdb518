// SPDX-License-Identifier: MIT
// A remote control of the NEC kind, and its receiver on a pin of the Pico. The same for
// simulations: ../remote.py.

const ADDRESS = 0x40;
const PERIOD_NS = 108e6; // from the start of a burst to that of the next one
const LEAD_US = 9000, LEAD_SPACE_US = 4500, REPEAT_SPACE_US = 2250;
const MARK_US = 562, SPACE_OF_0_US = 563, SPACE_OF_1_US = 1688;

/** Marks and spaces in turn, in microseconds. */
function frame(key) {
  const bytes = [ADDRESS, ADDRESS ^ 0xff, key, key ^ 0xff];
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1));
  return [LEAD_US, LEAD_SPACE_US,
          ...bits.flatMap((bit) => [MARK_US, bit ? SPACE_OF_1_US : SPACE_OF_0_US]), MARK_US];
}

const REPEAT = [LEAD_US, REPEAT_SPACE_US, MARK_US];

export class Remote {
  static keys = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];
  #clock;
  #set;
  #edge;
  #again;
  #lengths = []; // of the burst under way, from here on
  #level = true;
  #isDown = false;

  /** `set(level)` moves the receiver's output, which is high while nothing is heard. */
  constructor(clock, set) {
    this.#clock = clock;
    this.#set = set;
    this.#edge = clock.createAlarm(() => this.#next());
    this.#again = clock.createAlarm(() => this.#repeat());
    set(true);
  }

  press(key) {
    this.#isDown = true;
    this.#send(frame(key));
  }

  /** What is under way is sent to its end. */
  release() {
    this.#isDown = false;
  }

  #send(lengths) {
    this.#lengths = [...lengths];
    this.#again.schedule(PERIOD_NS);
    this.#next();
  }

  #repeat() {
    if (this.#isDown) this.#send(REPEAT);
  }

  #next() {
    const length = this.#lengths.shift();
    this.#level = length === undefined || !this.#level;
    this.#set(this.#level);
    if (length !== undefined) this.#edge.schedule(length * 1000);
  }
}
