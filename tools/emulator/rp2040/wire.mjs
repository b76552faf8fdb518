// A UART's line: two named pipes. Bytes go out at once, and come in as fast as the line is.
import { constants, existsSync, openSync } from "node:fs";
import { Socket } from "node:net";

const BITS_OF_A_BYTE = 10;
const LOST_BEFORE = 1 << 11; // in the data register, above the byte

function open(path, direction) {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK); // waits for nobody
  return new Socket({ fd, readable: direction === "in", writable: direction === "out" });
}

export class Wire {
  #out;
  #sent = [];
  #written = Promise.resolve();
  #coming = [];
  #isComing = false;
  #wasFull = false;

  /** `path`.in and `path`.out; if they are not there, nobody listens. Calls `news` for bytes. */
  constructor(uart, clock, path, news) {
    this.uart = uart;
    this.alarm = clock.createAlarm(() => this.#arrive());
    uart.onByte = (byte) => this.#sent.push(byte);
    if (!existsSync(`${path}.out`)) return;
    this.#out = open(`${path}.out`, "out");
    open(`${path}.in`, "in").on("data", (data) => {
      for (const byte of data) this.#coming.push(byte);
      if (!this.#isComing) this.#wait();
      news();
    });
  }

  #wait() {
    this.#isComing = this.#coming.length > 0;
    if (!this.#isComing) return;
    const rate = Number.isFinite(this.uart.baudRate) ? this.uart.baudRate : 115200;
    this.alarm.schedule((BITS_OF_A_BYTE * 1e9) / rate);
  }

  #arrive() {
    const byte = this.#coming.shift();
    const { rxFIFO } = this.uart;
    if (rxFIFO.full) this.#wasFull = true;
    else {
      this.uart.feedByte(this.#wasFull ? byte | LOST_BEFORE : byte);
      this.#wasFull = false;
    }
    this.#wait();
  }

  /** What has been sent goes out. Resolved when all has. */
  flush() {
    if (this.#out && this.#sent.length) {
      const bytes = Buffer.from(this.#sent);
      this.#written = new Promise((resolve) => this.#out.write(bytes, resolve));
    }
    this.#sent = [];
    return this.#written;
  }
}
