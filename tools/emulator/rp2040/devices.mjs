// SPDX-License-Identifier: MIT
// What hangs on the buses of the Pico.

/** A memory of 256 bytes on I2C at one address; at the next one a device that never answers, and
 * holds the clock meanwhile. Bytes take nine clocks of `frequency`. */
export class I2CMemory {
  #bytes = new Uint8Array(256);
  #place = 0;
  #takesPlace = true;

  constructor(i2c, clock, address, frequency = 400_000) {
    const later = (action) => clock.createAlarm(action).schedule(9e9 / frequency);
    i2c.onConnect = (asked) => {
      if (asked === address + 1) return;
      this.#takesPlace = true;
      later(() => i2c.completeConnect(asked === address));
    };
    i2c.onWriteByte = (byte) => later(() => {
      if (this.#takesPlace) this.#place = byte;
      else this.#bytes[this.#place++ & 0xff] = byte;
      this.#takesPlace = false;
      i2c.completeWrite(true);
    });
    i2c.onReadByte = () => later(() => i2c.completeRead(this.#bytes[this.#place++ & 0xff]));
  }
}

/** A memory of 256 bytes on SPI, spoken to while `select` is low: a command, the place, and the
 * bytes from there on. */
export class SPIMemory {
  static #WRITE = 2;

  constructor(spi, select) {
    const bytes = new Uint8Array(256);
    let heard = 0, command = 0, place = 0;
    select.addListener(() => (heard = 0));
    spi.exchange = (byte) => {
      if (select.rawInputValue) return 0xff;
      const number = heard++;
      if (number === 0) command = byte;
      if (number === 1) place = byte;
      if (number < 2) return 0xff;
      if (command !== SPIMemory.#WRITE) return bytes[place++ & 0xff];
      bytes[place++ & 0xff] = byte;
      return 0xff;
    };
  }
}
