// SPDX-License-Identifier: MIT
// What is on the pins, as a page shows it: by the lines of docs/reference/panel.md, which are all
// that it knows of the board. For Panel it is the socket that they come and go by.
import "@wokwi/elements/dist/esm/led-element.js";
import "@wokwi/elements/dist/esm/pushbutton-element.js";

const STEP_NS = 5e6; // of an encoder
const STEPS_OF_A_DETENT = 4;
const KNOB = ["x", "y"];
const BUTTON = "wokwi-pushbutton";

const find = (id) => document.getElementById(id);

function make(name, parent, properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  parent.append(element);
  return element;
}

/** Outputs are LEDs, inputs buttons, a knob two of them, values sliders, displays their text. Their
 * names are the elements' ids; the page may have some from the start. */
export class PartsView {
  /** A line to the board. */
  send = (_line) => {};
  #place;
  #clock;
  #hidden = new Set(); // what belongs to a part
  #levels = new Map(); // of inputs that nobody moves
  #step = 0; // of the knob

  /** In `place` are those that come later; `clock` is the board's. */
  constructor(place, clock) {
    this.#place = place;
    this.#clock = clock;
    for (const word of ["press", "release"]) { // which do not bubble
      document.addEventListener(`button-${word}`, ({ target }) =>
        this.send(`${word} ${target.id}`), { capture: true });
    }
  }

  on(event, take) {
    if (event === "data") this.send = (line) => take(`${line}\n`);
  }

  write(text) {
    for (const line of text.split("\n")) this.#take(line.split(" "));
  }

  #take([time, word, name, ...rest]) {
    if (!time.startsWith("@")) return;
    if (word === "part") {
      this.#hidden.add(name);
      find(name)?.remove();
    } else if (word === "row") this.#showRow(name, Number(rest[0]), rest.slice(1).join(" "));
    else if (word === "value") this.#showValue(name, ...rest.map(Number));
    else if (word === "wrong") throw new Error(`this cannot be wired: ${rest.join(" ")}`);
    else if (this.#hidden.has(name)) return;
    else if (word === "input") this.#showInput(name, Number(rest[0]));
    else if (word === "gone") this.#place.querySelector(`#${name}`)?.remove();
    else if (word === "pin") this.#showPin(name, Number(rest[0]));
  }

  /** The one of this name, made if it is not there, or is another kind. */
  #element(kind, name, properties = {}) {
    const shown = find(name);
    if (shown?.localName === kind) return shown;
    shown?.remove();
    return make(kind, this.#place, { id: name, ...properties });
  }

  #showRow(name, number, text) {
    const rows = this.#element("pre", name, { className: "display" });
    while (rows.children.length <= number) make("div", rows);
    rows.children[number].textContent = text;
  }

  #showValue(name, value, low, high) {
    const slider = find(name) ?? this.#slider(name);
    if (document.activeElement !== slider) Object.assign(slider, { min: low, max: high, value });
    slider.nextSibling.value = value;
  }

  #slider(name) {
    const label = make("label", this.#place, { textContent: `${name} ` });
    const oninput = ({ target }) => this.send(`set ${name} ${target.value}`);
    const slider = make("input", label, { id: name, type: "range", oninput });
    make("output", label);
    return slider;
  }

  #showInput(name, level) {
    this.#levels.set(name, level);
    if (!KNOB.includes(name)) this.#element(BUTTON, name, { label: name });
    if (find("knob") || !KNOB.every((each) => this.#levels.has(each))) return;
    const knob = make("span", this.#place, { id: "knob", textContent: "knob " });
    make("button", knob, { id: "left", textContent: "◀", onclick: () => this.#turn(-1) });
    make("button", knob, { id: "right", textContent: "▶", onclick: () => this.#turn(1) });
  }

  /** By a detent, step by step. */
  #turn(direction) {
    for (let count = 0; count !== STEPS_OF_A_DETENT; ++count) {
      this.#step += direction;
      const at = Math.round(this.#clock.nanos + count * STEP_NS);
      this.send(`@${at} pin x ${((this.#step + 1) >> 1) & 1}`);
      this.send(`@${at} pin y ${(this.#step >> 1) & 1}`);
    }
  }

  #showPin(name, level) {
    const shown = find(name);
    if (KNOB.includes(name)) return;
    if (shown?.localName === BUTTON) shown.pressed = level !== (this.#levels.get(name) ?? 1);
    else this.#element("wokwi-led", name, { label: name }).value = level === 1;
  }
}
