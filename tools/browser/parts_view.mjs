// SPDX-License-Identifier: MIT
// What is on the pins, as a page shows it: by the lines of docs/reference/panel.md, which are all
// that it knows of the board.

const STEP_NS = 5e6; // of an encoder
const STEPS_OF_A_DETENT = 4;
const KNOB = ["x", "y"];

/** What Panel has in place of a socket: the lines come and go within the page. */
export class PageLine {
  #take = () => {};
  #listener;

  /** `listener(line)` hears what the board tells. */
  constructor(listener) {
    this.#listener = listener;
  }

  send(line) {
    this.#take(`${line}\n`);
  }

  on(event, take) {
    if (event === "data") this.#take = take;
  }

  write(text) {
    text.split("\n").filter(Boolean).forEach(this.#listener);
  }

  end(done) {
    done();
  }
}

function make(name, parent, properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  parent.append(element);
  return element;
}

/** Inputs become buttons, a knob two of them, values sliders, displays their text, and other pins
 * dots. */
export class PartsView {
  #place;
  #send;
  #now;
  #own;
  #elements = new Map();
  #hidden = new Set(); // what belongs to a part
  #levels = new Map(); // of inputs that nobody moves
  #step = 0; // of the knob

  /** In `place`. `send(line)` moves them, `now()` is the board's time in nanoseconds; the page
   * itself shows pins that are in `own`, with the elements that it has for them. */
  constructor(place, { send, now, own }) {
    this.#place = place;
    this.#send = send;
    this.#now = now;
    this.#own = own;
  }

  take(line) {
    const [time, word, name, ...rest] = line.split(" ");
    if (!time.startsWith("@") || name === undefined) return;
    if (word === "part") this.#hide(name);
    else if (word === "row") this.#showRow(name, Number(rest[0]), rest.slice(1).join(" "));
    else if (word === "value") this.#showValue(name, ...rest.map(Number));
    else if (word === "input") this.#showInput(name, Number(rest[0]));
    else if (word === "gone") this.#remove(name);
    else if (word === "pin") this.#showPin(name, Number(rest[0]));
    else if (word === "wrong") throw new Error(`this cannot be wired: ${rest.join(" ")}`);
  }

  #element(name, make) {
    if (!this.#elements.has(name)) this.#elements.set(name, make());
    return this.#elements.get(name);
  }

  #remove(name) {
    this.#elements.get(name)?.remove();
    this.#elements.delete(name);
  }

  #hide(name) {
    this.#hidden.add(name);
    this.#remove(name);
    this.#own.get(name)?.setAttribute("hidden", "");
  }

  #showRow(name, number, text) {
    const rows = this.#element(name, () =>
      make("pre", this.#place, { id: name, className: "display" }));
    while (rows.children.length <= number) make("div", rows);
    rows.children[number].textContent = text;
  }

  #showValue(name, value, low, high) {
    const label = this.#element(name, () => {
      const made = make("label", this.#place, { className: "value" });
      make("span", made, { textContent: name });
      const slider = make("input", made, { id: name, type: "range" });
      make("output", made);
      slider.oninput = () => this.#send(`set ${name} ${slider.value}`);
      return made;
    });
    const [, slider, output] = label.children;
    if (document.activeElement !== slider) Object.assign(slider, { min: low, max: high, value });
    output.value = value;
  }

  #showInput(name, level) {
    this.#levels.set(name, level);
    if (this.#hidden.has(name) || this.#own.has(name)) return;
    if (KNOB.includes(name)) this.#showKnob();
    else this.#showButton(name);
  }

  #showButton(name) {
    this.#remove(name);
    this.#element(name, () => {
      const button = make("button", this.#place, { id: name, textContent: name });
      const release = () => this.#send(`release ${name}`);
      button.onpointerdown = () => this.#send(`press ${name}`);
      button.onpointerup = button.onpointerleave = release;
      return button;
    });
  }

  #showKnob() {
    if (!KNOB.every((name) => this.#levels.has(name))) return;
    this.#element("knob", () => {
      const knob = make("span", this.#place, { id: "knob", textContent: "knob " });
      make("button", knob, { id: "left", textContent: "◀", onclick: () => this.#turn(-1) });
      make("button", knob, { id: "right", textContent: "▶", onclick: () => this.#turn(1) });
      return knob;
    });
  }

  /** By a detent, step by step. */
  #turn(direction) {
    const now = this.#now();
    for (let count = 0; count !== STEPS_OF_A_DETENT; ++count) {
      this.#step += direction;
      const at = Math.round(now + count * STEP_NS);
      this.#send(`@${at} pin x ${((this.#step + 1) >> 1) & 1}`);
      this.#send(`@${at} pin y ${(this.#step >> 1) & 1}`);
    }
  }

  #showPin(name, level) {
    if (this.#hidden.has(name) || this.#own.has(name)) return;
    const isInput = this.#levels.has(name);
    const shown = this.#elements.get(name);
    if (isInput) shown?.classList.toggle("pressed", level !== this.#levels.get(name));
    else {
      this.#element(name, () => make("span", this.#place, { id: name, className: "pin" }))
        .textContent = `${level ? "●" : "○"} ${name}`;
    }
  }
}
