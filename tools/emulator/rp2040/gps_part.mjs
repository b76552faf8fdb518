// SPDX-License-Identifier: MIT
// A GPS receiver on a UART of the Pico. Each second it tells where it is, and when: 18:00:00 at the
// start. Nobody hears what comes while the UART is off.

const SECOND_NS = 1e9;
const BITS_OF_A_BYTE = 10;
const LATE_NS = 100e6; // behind the second
const FIRST_HOUR = 18;

function sentence(second) {
  const two = (value) => String(value).padStart(2, "0");
  const hour = (FIRST_HOUR + Math.floor(second / 3600)) % 24;
  const time = two(hour) + two(Math.floor(second / 60) % 60) + two(second % 60);
  const text = `GPRMC,${time}.000,A,3749.1802,N,08338.7865,W,0.00,0.0,280527,,,A`;
  const sum = [...text].reduce((so_far, letter) => so_far ^ letter.charCodeAt(0), 0);
  return `$${text}*${sum.toString(16).toUpperCase().padStart(2, "0")}\r\n`;
}

export class GpsPart {
  #coming = "";

  constructor(uart, clock) {
    const byte = clock.createAlarm(() => {
      if (uart.enabled && !uart.rxFIFO.full) uart.feedByte(this.#coming.charCodeAt(0));
      this.#coming = this.#coming.slice(1);
      if (this.#coming) arrive();
    });
    const arrive = () => {
      const rate = Number.isFinite(uart.baudRate) ? uart.baudRate : 9600;
      byte.schedule((BITS_OF_A_BYTE * SECOND_NS) / rate);
    };
    const second = clock.createAlarm(() => {
      const now = Math.floor(clock.nanos / SECOND_NS);
      const isIdle = !this.#coming;
      this.#coming += uart.enabled ? sentence(now) : "";
      if (isIdle && this.#coming) arrive();
      wait(now + 1);
    });
    const wait = (number) => second.schedule(number * SECOND_NS + LATE_NS - clock.nanos);
    wait(0);
  }
}
