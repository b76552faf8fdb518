// SPDX-License-Identifier: MIT
// A UART's line as two named pipes.
import { constants, existsSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { UartLine } from "./uart_line.mjs";

function open(path, direction) {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK); // waits for nobody
  return new Socket({ fd, readable: direction === "in", writable: direction === "out" });
}

export class Wire {
  #line;
  #out;
  #written = Promise.resolve();

  /** `path`.in and `path`.out; if they are not there, nobody listens. Calls `news` for bytes. */
  constructor(uart, clock, path, news) {
    this.#line = new UartLine(uart, clock);
    if (!existsSync(`${path}.out`)) return;
    this.#out = open(`${path}.out`, "out");
    open(`${path}.in`, "in").on("data", (data) => {
      this.#line.send(data);
      news();
    });
  }

  /** To the program. */
  send(bytes) {
    this.#line.send(bytes);
  }

  /** What has been sent goes out. Resolved when all has. */
  flush() {
    const bytes = this.#line.take();
    if (this.#out && bytes.length) {
      this.#written = new Promise((resolve) => this.#out.write(Buffer.from(bytes), resolve));
    }
    return this.#written;
  }
}
