// SPDX-License-Identifier: MIT
// The page: a Pico that runs in slices between frames, its LEDs, its button, what is wired to its
// pins, and its console.
import * as library from "rp2040js";
import "@wokwi/elements/dist/esm/led-element.js";
import "@wokwi/elements/dist/esm/pushbutton-element.js";
import { Pico } from "../emulator/rp2040/machine.mjs";
import { Panel } from "../emulator/rp2040/panel.mjs";
import { UartLine } from "../emulator/rp2040/uart_line.mjs";
import { PageLine, PartsView } from "./parts_view.mjs";

const SLICE_MS = 12; // of a frame's 16: the rest is the page's
const STEP_MS = 100; // a step of a program that does nothing to be seen ends then
const LONGEST_FRAME_MS = 250; // a page that was hidden does not catch up
const LAG_NANOS = 50e6; // more, and the program is slower than its clock
const FULL_SPEED = 0.95;
const SHOWN_EVENTS = 12;
const KEPT_EVENTS = 1000;
const KEPT_TEXT = 65536;
const LEDS = [25, 16, 17];
const BUTTON = 15; // to ground
const INTERRUPT = 3; // Ctrl-C

const find = (id) => document.getElementById(id);
const seconds = (nanos) => (nanos / 1e9).toFixed(6);

class Board {
  events = []; // [nanoseconds, pin, level]
  #happened = 0;
  #due = 0; // so far the program may be, in its nanoseconds
  #decoder = new TextDecoder();
  #panel;
  isPaused = false;

  /** `parts`: what is wired to it. */
  constructor(elf, parts) {
    this.pico = new Pico(library, elf);
    this.uart = new UartLine(this.pico.mcu.uart[0], this.pico.clock);
    this.pico.onPin = (number, level) => this.#onPin(number, level);
    this.pico.onLockup = (text) => print(`\n${text}\n`);
    this.press(false);
    const own = new Map(LEDS.map((number) => [`GP${number}`, find(`led${number}`).parentElement]));
    own.set(`GP${BUTTON}`, find(`button${BUTTON}`).parentElement);
    const view = new PartsView(find("parts"), {
      send: (line) => this.panel.send(line), now: () => this.pico.nanos, own });
    this.panel = new PageLine((line) => view.take(line));
    this.#panel = new Panel(this.pico, this.panel, {
      start: () => {}, interrupt: () => this.uart.send([INTERRUPT]), wake: () => {} });
    for (const part of parts) this.panel.send(`wire ${part}`);
  }

  press(isPressed) {
    this.pico.setPin(BUTTON, !isPressed);
  }

  type(text) {
    this.uart.send(new TextEncoder().encode(text));
  }

  /** As far as a frame of so many milliseconds goes. */
  advance(milliseconds) {
    if (this.isPaused || this.hasEnded) return;
    this.#due = Math.max(this.#due, this.pico.nanos - LAG_NANOS) + milliseconds * 1e6;
    this.pico.run(SLICE_MS, () => (find("virtual").checked ? Infinity : this.#due));
    this.#panel.look();
    if (this.#due > this.pico.nanos + LAG_NANOS) this.#due = this.pico.nanos;
  }

  /** Until something is to be seen. */
  step() {
    const before = this.#happened;
    const sent = this.uart.sent;
    this.pico.run(STEP_MS, () => Infinity,
                  () => this.#happened !== before || this.uart.sent !== sent);
    this.#panel.look();
    this.#due = this.pico.nanos;
  }

  get hasEnded() {
    return this.pico.status !== undefined;
  }

  written() {
    return this.#decoder.decode(new Uint8Array(this.uart.take()), { stream: true });
  }

  #onPin(number, level) {
    ++this.#happened;
    this.#panel?.pin(number, level);
    this.events.push([Math.round(this.pico.nanos), number, Number(level)]);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
  }
}

function print(text) {
  if (!text) return;
  const pre = find("console");
  pre.textContent = (pre.textContent + text.replaceAll("\r", "")).slice(-KEPT_TEXT);
  pre.scrollTop = pre.scrollHeight;
}

function say(text, isWrong = false) {
  const state = find("state");
  state.textContent = text;
  state.className = isWrong ? "wrong" : "";
}

/** How fast it was in the last second, from [real ms, nanoseconds, cycles] then and now. */
class Speed {
  #then;
  text = "";

  look(now, pico, isVirtual) {
    this.#then ??= [now, pico.nanos, pico.cycles];
    const [when, nanos, cycles] = this.#then;
    const real = now - when;
    if (real < 1000) return;
    const part = (pico.nanos - nanos) / (real * 1e6);
    const rate = `${((pico.cycles - cycles) / (real * 1e3)).toFixed(1)} M cycles/s`;
    const isSlow = !isVirtual && part < FULL_SPEED;
    this.text = isSlow ? `${rate}: slower than the chip, ${(part * 100).toFixed(0)} %` : rate;
    this.#then = [now, pico.nanos, pico.cycles];
  }

  forget() {
    this.#then = undefined;
    this.text = "";
  }
}

function show(board, speed) {
  print(board.written());
  for (const number of LEDS) find(`led${number}`).value = board.pico.mcu.gpio[number].rawInputValue;
  find("time").value = `${seconds(board.pico.nanos)} s`;
  find("speed").value = speed.text;
  const lines = board.events.slice(-SHOWN_EVENTS).map(([nanos, number, level]) =>
    `${seconds(nanos)} s  GP${number} ${level ? "high" : "low"}`);
  find("events").replaceChildren(...lines.map((line) =>
    Object.assign(document.createElement("li"), { textContent: line })));
  if (board.hasEnded) say(`The program has ended, with status ${board.pico.status}.`);
}

function connect(board, speed) {
  const button = find(`button${BUTTON}`);
  button.addEventListener("button-press", () => board.press(true));
  button.addEventListener("button-release", () => board.press(false));
  find("pause").onclick = () => {
    board.isPaused = !board.isPaused;
    find("pause").textContent = board.isPaused ? "Go on" : "Pause";
    speed.forget();
  };
  find("step").onclick = () => {
    if (!board.isPaused) find("pause").click();
    board.step();
  };
  find("virtual").onchange = () => speed.forget();
  find("input").onsubmit = (event) => {
    event.preventDefault();
    board.type(`${find("line").value}\n`);
    find("line").value = "";
  };
}

function run(board) {
  const speed = new Speed();
  connect(board, speed);
  say("It runs.");
  let last = performance.now();
  const frame = (now) => {
    board.advance(Math.min(Math.max(now - last, 0), LONGEST_FRAME_MS));
    last = now;
    if (!board.isPaused && !board.hasEnded) speed.look(now, board.pico, find("virtual").checked);
    show(board, speed);
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

start().catch((error) => say(`It cannot run: ${error.message}.`, true));
