// SPDX-License-Identifier: MIT
// The SPI controllers as the chip has them: in rp2040js 1.4.1 bytes take no time, a reset is no
// reset, and the interrupt of a line at rest does not come (ARM PL022, 3.4.3 "SSPRTINTR").

const SSPDR = 0x08;
const RESTS_WITH_BYTES = 1 << 1;
const BITS_OF_REST = 32;
const FIRST_RESET = 16; // in RESETS
const AFTER_RESET = {
  busy: false, control0: 0, control1: 0, clockDivisor: 0, intRaw: 0, intEnable: 0,
};

/** What hangs on it is its `exchange(byte)`, which gives the byte that comes back. */
function mendOne(spi, clock) {
  const { completeTransmit, readUint32 } = spi;
  let out = 0;
  const bit = () => 1e9 / spi.clockFrequency;
  const setRest = (isAtRest) => {
    if (isAtRest) spi.intRaw |= RESTS_WITH_BYTES;
    else spi.intRaw &= ~RESTS_WITH_BYTES;
    spi.checkInterrupts();
  };
  const rest = clock.createAlarm(() => setRest(true));
  const shift = clock.createAlarm(() => {
    completeTransmit.call(spi, spi.exchange(out));
    setRest(false);
    if (!spi.busy) rest.schedule(BITS_OF_REST * bit());
  });
  spi.exchange = () => 0xff;
  spi.onTransmit = (value) => {
    out = value;
    rest.cancel();
    shift.schedule(spi.dataBits * bit());
  };
  spi.readUint32 = (offset) => {
    const value = readUint32.call(spi, offset);
    if (offset === SSPDR && spi.rxFIFO.empty) {
      rest.cancel();
      setRest(false);
    }
    return value;
  };
  return () => {
    shift.cancel();
    rest.cancel();
    spi.rxFIFO.reset();
    spi.txFIFO.reset();
    Object.assign(spi, AFTER_RESET);
    spi.checkInterrupts();
  };
}

export function mendSPI(mcu) {
  const resets = mcu.peripherals[0x4000c];
  const { writeUint32 } = resets;
  const forget = mcu.spi.map((spi) => mendOne(spi, mcu.clock));
  resets.writeUint32 = (offset, value) => {
    writeUint32.call(resets, offset, value);
    forget.forEach((reset, index) => {
      if (resets.reset & (1 << (FIRST_RESET + index))) reset();
    });
  };
}
