// SPDX-License-Identifier: MIT
// What comes and goes on a UART's line: bytes come in as fast as the line is.

const BITS_OF_A_BYTE = 10;
const LOST_BEFORE = 1 << 11; // in the data register, above the byte

export class UartLine {
  #uart;
  #alarm;
  #sent = [];
  #coming = [];
  #isComing = false;
  #wasFull = false;

  constructor(uart, clock) {
    this.#uart = uart;
    this.#alarm = clock.createAlarm(() => this.#arrive());
    uart.onByte = (byte) => this.#sent.push(byte);
  }

  /** To the program. */
  send(bytes) {
    for (const byte of bytes) this.#coming.push(byte);
    if (!this.#isComing) this.#wait();
  }

  /** The bytes that the program has sent since the last call. */
  take() {
    const bytes = this.#sent;
    this.#sent = [];
    return bytes;
  }

  /** How many these are. */
  get sent() {
    return this.#sent.length;
  }

  #wait() {
    this.#isComing = this.#coming.length > 0;
    if (!this.#isComing) return;
    const rate = Number.isFinite(this.#uart.baudRate) ? this.#uart.baudRate : 115200;
    this.#alarm.schedule((BITS_OF_A_BYTE * 1e9) / rate);
  }

  #arrive() {
    const byte = this.#coming.shift();
    const { rxFIFO } = this.#uart;
    if (rxFIFO.full) this.#wasFull = true;
    else {
      this.#uart.feedByte(this.#wasFull ? byte | LOST_BEFORE : byte);
      this.#wasFull = false;
    }
    this.#wait();
  }
}
