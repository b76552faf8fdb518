// SPDX-License-Identifier: MIT
// What comes before the program: an ELF file in the flash, and the work of the boot ROM.

const FLASH = 0x10000000;
const SIZE_OF_BOOT2 = 256;
const PLACE_OF_BOOT2 = 0x20041f00; // in RAM
const PT_LOAD = 1;

/** All that the file has for the flash. */
export function loadElf(mcu, file) {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  if (view.getUint32(0) !== 0x7f454c46) throw new Error("this is no ELF file");
  const table = view.getUint32(28, true);
  const size = view.getUint16(42, true);
  for (let index = 0; index < view.getUint16(44, true); ++index) {
    const header = table + index * size;
    const [type, offset, , address, length] = [0, 4, 8, 12, 16].map((field) =>
      view.getUint32(header + field, true));
    if (type === PT_LOAD && length > 0 && address >= FLASH) {
      mcu.flash.set(file.subarray(offset, offset + length), address - FLASH);
    }
  }
}

/** CRC-32, highest bit first, without a last inversion (RP2040 Datasheet, 2.8.1.3.1). */
function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; ++bit) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum >>> 0;
}

/** Calls the first 256 bytes of the flash, in RAM, if their checksum is right (2.8.1). */
export function bootRom(mcu) {
  const { core } = mcu;
  const boot2 = mcu.flash.subarray(0, SIZE_OF_BOOT2);
  const stored = new DataView(boot2.buffer).getUint32(SIZE_OF_BOOT2 - 4, true);
  if (checksum(boot2.subarray(0, SIZE_OF_BOOT2 - 4)) !== stored) {
    throw new Error("the boot ROM would not start this image: the checksum is wrong");
  }
  mcu.sram.set(boot2, PLACE_OF_BOOT2 - 0x20000000);
  core.VTOR = 0;
  core.SP = PLACE_OF_BOOT2;
  core.LR = 0;
  core.PC = PLACE_OF_BOOT2;
}

/** After a reset of the chip by its watchdog: the core and the pins as they were at first. */
export function restart(mcu) {
  const { core } = mcu;
  Object.assign(core, {
    PM: false, IPSR: 0, SPSEL: 0, currentMode: 0, waiting: false, pendingInterrupts: 0,
    enabledInterrupts: 0, pendingSystick: false, pendingPendSV: false, interruptsUpdated: false,
  });
  mcu.writeUint32(0xe000e010, 0); // SysTick
  mcu.writeUint32(0x40058000, 0); // the watchdog itself
  for (const uart of mcu.uart) uart.writeUint32(0x30, 0);
  for (const alarm of mcu.peripherals[0x40054].alarms) mcu.peripherals[0x40054].disarmAlarm(alarm);
  mcu.sio.writeUint32(0x20, 0); // no output is driven
  for (const pin of mcu.gpio) {
    pin.ctrl = 0x1f;
    pin.irqEnableMask = 0;
    pin.checkForUpdates();
  }
  mcu.updateIOInterrupt();
  bootRom(mcu);
}
