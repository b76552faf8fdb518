// SPDX-License-Identifier: MIT
// The page: a Pico that runs in slices between frames, what is on its pins, and its console.
import * as library from "rp2040js";
import { Pico } from "../emulator/rp2040/machine.mjs";
import { Panel } from "../emulator/rp2040/panel.mjs";
import { UartLine } from "../emulator/rp2040/uart_line.mjs";
import { PartsView } from "./parts_view.mjs";

const SLICE_MS = 12; // of a frame's 16: the rest is the page's
const STEP_MS = 100; // a step of a program that does nothing to be seen ends then
const LONGEST_FRAME_MS = 250; // a page that was hidden does not catch up
const LAG_NANOS = 50e6; // more, and the program is slower than its clock
const FULL_SPEED = 0.95;
const SHOWN_EVENTS = 12;
const KEPT_EVENTS = 1000;
const KEPT_TEXT = 65536;
const BUTTON = 15; // to ground

const find = (id) => document.getElementById(id);
const seconds = (nanos) => (nanos / 1e9).toFixed(6);
const say = (textContent, className = "") =>
  Object.assign(find("state"), { textContent, className });

/** How fast it was in the last second. */
class Speed {
  #then;
  text = "";

  look({ nanos, cycles }, isVirtual) {
    const now = performance.now();
    this.#then ??= { now, nanos, cycles };
    const real = now - this.#then.now;
    if (real < 1000) return;
    const part = (nanos - this.#then.nanos) / (real * 1e6);
    this.text = `${((cycles - this.#then.cycles) / (real * 1e3)).toFixed(1)} M cycles/s`;
    if (!isVirtual && part < FULL_SPEED) {
      this.text += `: slower than the chip, ${(part * 100).toFixed(0)} %`;
    }
    this.#then = { now, nanos, cycles };
  }
}

class Board {
  events = []; // [nanoseconds, pin, level]
  isPaused = false;
  speed = new Speed();
  decoder = new TextDecoder();
  #happened = 0;
  #due = 0; // so far the program may be, in its nanoseconds
  #panel;

  /** `parts`: what is wired to it. */
  constructor(elf, parts) {
    this.pico = new Pico(library, elf);
    this.uart = new UartLine(this.pico.mcu.uart[0], this.pico.clock);
    this.pico.onPin = (number, level) => {
      ++this.#happened;
      this.#panel?.pin(number, level);
      this.events.push([Math.round(this.pico.nanos), number, Number(level)]);
      if (this.events.length > KEPT_EVENTS) this.events.shift();
    };
    this.pico.onLockup = (text) => print(`\n${text}\n`);
    this.pico.setPin(BUTTON, true);
    const view = new PartsView(find("parts"), this.pico.clock);
    this.#panel = new Panel(this.pico, view, { start() {}, interrupt() {}, wake() {} });
    for (const part of parts) view.send(`wire ${part}`);
  }

  /** As far as a frame of so many milliseconds goes. */
  advance(milliseconds) {
    if (this.isPaused) return;
    this.#due = Math.max(this.#due, this.pico.nanos - LAG_NANOS) + milliseconds * 1e6;
    this.pico.run(SLICE_MS, () => (find("virtual").checked ? Infinity : this.#due));
    this.#panel.look();
    if (this.#due > this.pico.nanos + LAG_NANOS) this.#due = this.pico.nanos;
    if (this.pico.status === undefined) this.speed.look(this.pico, find("virtual").checked);
  }

  /** Until something is to be seen. */
  step() {
    const seen = () => this.#happened + this.uart.sent;
    const before = seen();
    this.pico.run(STEP_MS, () => Infinity, () => seen() !== before);
    this.#panel.look();
    this.#due = this.pico.nanos;
  }
}

function print(text) {
  if (!text) return;
  const pre = find("console");
  pre.textContent = (pre.textContent + text.replaceAll("\r", "")).slice(-KEPT_TEXT);
  pre.scrollTop = pre.scrollHeight;
}

function show(board) {
  print(board.decoder.decode(new Uint8Array(board.uart.take()), { stream: true }));
  find("time").value = `${seconds(board.pico.nanos)} s`;
  find("speed").value = board.speed.text;
  find("events").textContent = board.events.slice(-SHOWN_EVENTS).map(([nanos, number, level]) =>
    `${seconds(nanos)} s  GP${number} ${level ? "high" : "low"}`).join("\n");
  const { status } = board.pico;
  if (status !== undefined) say(`The program has ended, with status ${status}.`);
}

function connect(board) {
  find("virtual").onchange = () => (board.speed = new Speed());
  find("pause").onclick = () => {
    board.isPaused = !board.isPaused;
    find("pause").textContent = board.isPaused ? "Go on" : "Pause";
    board.speed = new Speed();
  };
  find("step").onclick = () => {
    if (!board.isPaused) find("pause").click();
    board.step();
  };
  find("input").onsubmit = (event) => {
    event.preventDefault();
    board.uart.send(new TextEncoder().encode(`${find("line").value}\n`));
    find("line").value = "";
  };
}

function run(board) {
  connect(board);
  say("It runs.");
  let last = performance.now();
  const frame = (now) => {
    board.advance(Math.min(Math.max(now - last, 0), LONGEST_FRAME_MS));
    last = now;
    show(board);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function start() {
  if (location.protocol === "file:") {
    throw new Error("a file has no program: open this page by ./run --board pico --browser");
  }
  const answer = await fetch("program.elf");
  if (!answer.ok) throw new Error("the server has no program");
  const wiring = await fetch("wiring.txt");
  const parts = wiring.ok ? (await wiring.text()).split("\n").filter(Boolean) : [];
  const board = new Board(new Uint8Array(await answer.arrayBuffer()), parts);
  globalThis.board = board; // for the developer's console, and for tests
  run(board);
}

start().catch((error) => say(`It cannot run: ${error.message}.`, "wrong"));
