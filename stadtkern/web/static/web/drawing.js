// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// <live-drawing>: a drawing of the server that is read by pointer, by keys and by ear. Without this module the drawing
// and the table beside it say the same.

import { Player } from "./drawing-sound.js";

const ZONE = "Europe/Berlin";
const WORDS = {
  de: {
    read: "Werte lesen", hint: "Pfeiltasten lesen Wert für Wert, mit Umschalttaste wählen sie einen Zeitraum.", hintItems: "Pfeiltasten lesen Wert für Wert.",
    listen: "Anhören", stop: "Anhalten", speed: "Tempo", speeds: ["langsam", "mittel", "schnell"], which: "Linie",
    sound: "Hohe Töne sind hohe Werte, von links nach rechts vergeht die Zeit. Wo Werte fehlen, ist es still.",
    soundItems: "Hohe Töne sind hohe Werte, in der Reihenfolge der Zeichnung. Wo Werte fehlen, ist es still.",
    lines: "Linien zeigen", zoom: "Diesen Zeitraum zeigen", none: "kein Wert", partial: "unvollständig", tools: "Anhören und auswählen",
    step: "Zeitpunkt", play: "Abspielen", pause: "Anhalten", map: "Bewegliche Karte öffnen", closeMap: "Bewegliche Karte schließen", failed: "Die bewegliche Karte lässt sich hier nicht öffnen.",
  },
  en: {
    read: "Read values", hint: "Arrow keys read value by value; with the shift key they choose a period.", hintItems: "Arrow keys read value by value.",
    listen: "Listen", stop: "Stop", speed: "Speed", speeds: ["slow", "medium", "fast"], which: "Line",
    sound: "High notes are high values; time passes from left to right. Where values are missing, it is silent.",
    soundItems: "High notes are high values, in the order of the drawing. Where values are missing, it is silent.",
    lines: "Show lines", zoom: "Show this period", none: "no value", partial: "incomplete", tools: "Listen and choose",
    step: "Time", play: "Play", pause: "Pause", map: "Open movable map", closeMap: "Close movable map", failed: "The movable map cannot be opened here.",
  },
};

class LiveDrawing extends HTMLElement {
  connectedCallback() {
    if (this.parts) return;
    const block = this.querySelector(":scope > script[type='application/json']");
    this.frame = this.querySelector(":scope > .dw-frame");
    if (!block || !this.frame) return;
    this.data = JSON.parse(block.textContent);
    const svg = this.frame.querySelector("svg");
    this.language = svg?.getAttribute("lang") === "en" ? "en" : "de";
    this.words = WORDS[this.language];
    this.reader = this.data.kind === "line" ? new Times(this.data, this.language, this.words) : new Items(this.data);
    if (!this.reader.count) return;
    this.at = -1;
    this.line = 0;
    this.hidden_ = new Set();
    this.#build();
  }

  disconnectedCallback() {
    this.player?.stop();
    clearInterval(this.timer);
  }

  /** The drawing that the width of the tile shows. */
  get svg() {
    return [...this.frame.querySelectorAll("svg")].find((svg) => svg.getClientRects().length) ?? this.frame.querySelector("svg");
  }

  #build() {
    const id = `dw-${Math.random().toString(36).slice(2)}`;
    const area = element("div", "dw-area", { tabindex: "0", role: "slider", "aria-label": `${this.words.read}: ${this.data.title}`, "aria-orientation": "horizontal", "aria-valuemin": "1", "aria-valuemax": String(this.reader.count), "aria-describedby": id });
    const cursor = element("div", "dw-cursor", { "aria-hidden": "true" });
    const chosen = element("div", "dw-chosen", { "aria-hidden": "true" });
    const tip = element("div", "dw-tip", { "aria-hidden": "true" });
    const hint = element("p", "sk-hidden", { id }, this.data.kind === "line" && this.#zooms() ? this.words.hint : this.words.hintItems);
    cursor.hidden = chosen.hidden = tip.hidden = true;
    this.parts = { area, cursor, chosen, tip };
    this.frame.append(chosen, cursor, area, tip);
    this.append(hint, this.#tools());
    area.setAttribute("aria-valuenow", String(this.reader.last + 1));
    area.setAttribute("aria-valuetext", this.#text(this.reader.last));
    area.addEventListener("keydown", (event) => this.#key(event));
    area.addEventListener("focus", () => { if (area.matches(":focus-visible")) this.show(this.at < 0 ? this.reader.last : this.at); });
    area.addEventListener("blur", () => this.#leave());
    area.addEventListener("pointermove", (event) => this.#point(event));
    area.addEventListener("pointerdown", (event) => this.#press(event));
    area.addEventListener("pointerup", () => { this.pressed = null; });
    area.addEventListener("pointercancel", () => { this.pressed = null; });
    area.addEventListener("pointerleave", () => { if (!this.pressed && document.activeElement !== area) this.#leave(); });
    this.dataset.state = "live";
  }

  #tools() {
    const { words, reader } = this;
    const box = element("details", "dw-tools");
    box.append(element("summary", "", {}, words.tools));
    const listen = element("button", "dw-button", { type: "button", "aria-pressed": "false" }, words.listen);
    const speed = choice(words.speed, words.speeds, 1);
    this.player = new Player((place) => this.show(place, { quiet: true }), () => { listen.setAttribute("aria-pressed", "false"); listen.textContent = words.listen; });
    const row = element("div", "dw-row");
    row.append(listen, speed.label);
    if (reader.names.length > 1) {
      this.which = choice(words.which, reader.names, 0);
      this.which.select.addEventListener("change", () => { this.line = this.which.select.selectedIndex; });
      row.append(this.which.label);
    }
    listen.addEventListener("click", () => {
      if (this.player.playing) { this.player.stop(); return; }
      listen.setAttribute("aria-pressed", "true");
      listen.textContent = words.stop;
      this.player.play(reader.values(this.line), [0.6, 1, 2][speed.select.selectedIndex]);
    });
    box.append(row, element("p", "dw-note", {}, this.data.kind === "line" ? words.sound : words.soundItems));
    if (this.data.kind === "line" && reader.names.length > 1) box.append(this.#switches());
    if (this.data.kind === "line") {
      this.zoom = element("a", "dw-zoom", { href: "#" }, words.zoom);
      this.zoom.hidden = true;
      this.after = element("p", "dw-zoomed");
      this.after.append(this.zoom);
      this.append(this.after);
    }
    if (this.data.kind === "map") this.#mapTools(box);
    return box;
  }

  #switches() {
    const group = element("div", "dw-row", { role: "group", "aria-label": this.words.lines });
    this.reader.names.forEach((name, place) => {
      const button = element("button", "dw-button", { type: "button", "aria-pressed": "true" }, name);
      button.addEventListener("click", () => {
        const off = this.hidden_.has(place);
        if (off) this.hidden_.delete(place); else this.hidden_.add(place);
        button.setAttribute("aria-pressed", String(off));
        for (const part of this.frame.querySelectorAll(`[data-l="${place}"]`)) part.toggleAttribute("hidden", !off);
        if (this.at >= 0 && !this.parts.tip.hidden) this.show(this.at);
      });
      group.append(button);
    });
    return group;
  }

  // Reading

  #key(event) {
    const last = this.reader.count - 1;
    const page = Math.max(1, Math.round(last / 10));
    const here = this.at < 0 ? this.reader.last : this.at;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -page, PageUp: page }[event.key];
    let target = step === undefined ? { Home: 0, End: last }[event.key] : Math.min(last, Math.max(0, here + step));
    if (event.key === "Escape") { this.#choose(null); this.#leave(); return; }
    if (event.key === "Enter" && this.zoom && !this.zoom.hidden) { this.zoom.click(); return; }
    if (target === undefined) return;
    event.preventDefault();
    if (event.shiftKey && this.#zooms()) this.#choose([this.chosen?.[0] ?? here, target]);
    this.show(target);
  }

  show(place, { quiet = false } = {}) {
    this.at = place;
    const { area, tip } = this.parts;
    const [when, ...what] = this.reader.rows(place, this.hidden_);
    tip.replaceChildren(element("strong", "", {}, when), ...what.map((text) => element("span", "", {}, text)));
    tip.hidden = false;
    const spot = this.#spot(place);
    this.#put(spot);
    if (quiet) return;
    area.setAttribute("aria-valuenow", String(place + 1));
    area.setAttribute("aria-valuetext", this.#text(place));
  }

  #text(place) {
    return this.reader.rows(place, this.hidden_).join(", ");
  }

  /** Where a value is drawn, in pixels of the frame. */
  #spot(place) {
    const svg = this.svg;
    const outer = this.frame.getBoundingClientRect();
    for (const part of this.frame.querySelectorAll(".dw-on")) part.classList.remove("dw-on");
    const plot = this.#plot(svg);
    if (this.data.kind === "line" && plot) return { x: plot.x(this.reader.middle(place)), top: plot.top, bottom: plot.bottom };
    const part = svg.querySelector(`[data-i="${this.reader.id(place)}"]`);
    if (!part) return null;
    part.classList.add("dw-on");
    const box = part.getBoundingClientRect();
    return { x: box.left + box.width / 2 - outer.left, top: box.top - outer.top, bottom: box.bottom - outer.top, item: true };
  }

  /** The area of a time axis in pixels of the frame. */
  #plot(svg) {
    const numbers = svg.dataset.frame?.split(" ").map(Number);
    if (!numbers) return null;
    const [left, top, width, height, start, end] = numbers;
    const outer = this.frame.getBoundingClientRect();
    const box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    const [x0, y0] = [box.left - outer.left + left * scale, box.top - outer.top + top * scale];
    return {
      top: y0, bottom: y0 + height * scale,
      x: (time) => x0 + ((time - start) / (end - start)) * width * scale,
      time: (x) => start + ((x - x0) / (width * scale)) * (end - start),
    };
  }

  #put(spot) {
    const { cursor, tip } = this.parts;
    cursor.hidden = !spot || Boolean(spot.item);
    if (!spot) { tip.style.left = "0px"; tip.style.top = "0px"; return; }
    Object.assign(cursor.style, { left: `${spot.x}px`, top: `${spot.top}px`, height: `${spot.bottom - spot.top}px` });
    const room = this.frame.clientWidth - tip.offsetWidth;
    const beside = spot.x + 12 <= room ? spot.x + 12 : spot.x - tip.offsetWidth - 12;
    const above = spot.item ? spot.top - tip.offsetHeight - 6 : spot.top;
    Object.assign(tip.style, { left: `${Math.max(0, Math.min(room, spot.item ? spot.x - tip.offsetWidth / 2 : beside))}px`, top: `${above < -20 ? spot.bottom + 6 : above}px` });
  }

  #leave() {
    this.parts.tip.hidden = this.parts.cursor.hidden = true;
    for (const part of this.frame.querySelectorAll(".dw-on")) part.classList.remove("dw-on");
  }

  #place(event) {
    if (this.data.kind === "line") {
      const plot = this.#plot(this.svg);
      const outer = this.frame.getBoundingClientRect();
      return plot ? this.reader.near(plot.time(event.clientX - outer.left)) : -1;
    }
    let [nearest, least] = [-1, 32 * 32];
    for (const part of this.svg.querySelectorAll("[data-i]")) {
      const box = part.getBoundingClientRect();
      const [dx, dy] = [beyond(event.clientX, box.left, box.right), beyond(event.clientY, box.top, box.bottom)];
      if (dx * dx + dy * dy <= least) [nearest, least] = [this.reader.place(Number(part.dataset.i)), dx * dx + dy * dy - 0.01];
    }
    return nearest;
  }

  #point(event) {
    const place = this.#place(event);
    if (place < 0) { this.#leave(); return; }
    if (this.pressed !== null && this.pressed !== undefined && place !== this.pressed) this.#choose([this.pressed, place]);
    this.show(place, { quiet: true });
  }

  #press(event) {
    const place = this.#place(event);
    if (place < 0) return;
    this.show(place);
    if (event.pointerType === "mouse" && this.#zooms()) {
      this.pressed = place;
      this.#choose(null);
      this.parts.area.setPointerCapture(event.pointerId);
    }
  }

  // A period

  #zooms() {
    return this.data.kind === "line" && Boolean(document.querySelector("form [name='von']"));
  }

  #choose(pair) {
    this.chosen = pair;
    const { chosen } = this.parts;
    const plot = pair && this.#plot(this.svg);
    chosen.hidden = !plot;
    if (this.zoom) this.zoom.hidden = !plot;
    if (!plot) return;
    const [first, last] = [Math.min(...pair), Math.max(...pair)];
    const [start, end] = [this.reader.start(first), this.reader.end(last)];
    Object.assign(chosen.style, { left: `${plot.x(start)}px`, width: `${plot.x(end) - plot.x(start)}px`, top: `${plot.top}px`, height: `${plot.bottom - plot.top}px` });
    const address = new URL(location.href);
    for (const name of ["zeitraum", "schritt", "vollstaendig"]) address.searchParams.delete(name);
    address.searchParams.set("von", day(start));
    address.searchParams.set("bis", day(end - 1));
    this.zoom.href = address.href;
    this.zoom.textContent = `${this.words.zoom}: ${this.reader.when(first)} – ${this.reader.when(last)}`;
  }

  // Maps

  #mapTools(box) {
    const slider = this.data.slider;
    if (Array.isArray(slider?.steps) && slider.steps.length > 1) this.append(this.#slider(slider));
    const button = element("button", "dw-button", { type: "button", "aria-expanded": "false" }, this.words.map);
    const room = element("div", "dw-map");
    room.hidden = true;
    button.addEventListener("click", async () => {
      if (this.map) {
        this.map.remove();
        this.map = null;
        room.hidden = true;
        this.frame.hidden = false;
        button.textContent = this.words.map;
        button.setAttribute("aria-expanded", "false");
        return;
      }
      button.disabled = true;
      room.hidden = false;
      try {
        const { open } = await import("./drawing-map.js");
        this.map = await open(room, this.data, this.words, (place) => this.data.items[place].text, marker);
        this.frame.hidden = true;
        button.textContent = this.words.closeMap;
        button.setAttribute("aria-expanded", "true");
        if (slider) this.map.update(this.#levels(this.step ?? slider.step));
      } catch {
        room.replaceChildren(element("p", "dw-note", {}, this.words.failed));
      }
      button.disabled = false;
    });
    const row = element("div", "dw-row");
    row.append(button);
    box.append(row);
    this.append(room);
  }

  #slider(slider) {
    const last = slider.steps.length - 1;
    const box = element("div", "dw-slider");
    const play = element("button", "dw-button", { type: "button", "aria-pressed": "false" }, this.words.play);
    const range = element("input", "dw-range", { type: "range", min: "0", max: String(last), step: "1", "aria-label": this.words.step });
    range.value = String(slider.step);
    const output = element("output", "dw-when", {}, slider.steps[slider.step]);
    range.setAttribute("aria-valuetext", slider.steps[slider.step]);
    const go = (step) => {
      this.step = step;
      range.value = String(step);
      range.setAttribute("aria-valuetext", slider.steps[step]);
      output.textContent = slider.steps[step];
      this.#step(slider, step);
    };
    const halt = () => {
      clearInterval(this.timer);
      this.timer = null;
      play.setAttribute("aria-pressed", "false");
      play.textContent = this.words.play;
    };
    range.addEventListener("input", () => { halt(); go(Number(range.value)); });
    play.addEventListener("click", () => {
      if (this.timer) { halt(); return; }
      play.setAttribute("aria-pressed", "true");
      play.textContent = this.words.pause;
      if (Number(range.value) === last) go(0);
      this.timer = setInterval(() => { if (Number(range.value) >= last) halt(); else go(Number(range.value) + 1); }, 900);
    });
    box.append(play, range, output);
    return box;
  }

  #levels(step) {
    return this.data.items.map((_item, place) => this.data.slider.levels[place]?.[step] ?? null);
  }

  #step(slider, step) {
    const levels = this.#levels(step);
    const print = new Intl.NumberFormat(this.language === "en" ? "en-GB" : "de-DE", { minimumFractionDigits: this.data.decimals, maximumFractionDigits: this.data.decimals });
    this.data.items.forEach((item, place) => {
      const value = slider.values[place]?.[step] ?? null;
      item.value = value;
      item.text = value === null ? this.words.none : `${print.format(value)} ${this.data.unit}`.trim();
    });
    for (const svg of this.frame.querySelectorAll("svg"))
      for (const part of svg.querySelectorAll("[data-i][data-at]")) marker(part, this.data.classes[levels[Number(part.dataset.i)]]);
    this.map?.update(levels);
    if (!this.parts.tip.hidden && this.at >= 0) this.show(this.at);
  }
}

/** Values along a time axis. */
class Times {
  constructor(data, language, words) {
    this.data = data;
    this.words = words;
    this.locale = language === "en" ? "en-GB" : "de-DE";
    this.starts = [data.first];
    for (const step of data.steps) this.starts.push(this.starts.at(-1) + step);
    const one = data.lengths.length === 1;
    this.ends = this.starts.map((start, place) => (one ? this.starts[place + 1] ?? start + data.lengths[0] : start + data.lengths[place]));
    const known = data.lines.some((line) => line.values.some((value) => value !== null));
    this.count = known ? this.starts.length : 0;
    this.names = data.lines.map((line) => line.name);
    this.last = Math.max(0, ...data.lines.map((line) => line.values.findLastIndex((value) => value !== null)));
    this.whole = this.ends[0] - this.starts[0] >= 82800;
  }

  start(place) { return this.starts[place]; }
  end(place) { return this.ends[place]; }
  middle(place) { return (this.starts[place] + this.ends[place]) / 2; }
  values(line) { return this.data.lines[line].values; }

  near(time) {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (this.starts[half] <= time) low = half; else high = half - 1;
    }
    return low;
  }

  when(place) {
    const date = new Intl.DateTimeFormat(this.locale, { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: ZONE });
    const [start, end] = [new Date(this.starts[place] * 1000), new Date((this.ends[place] - 1) * 1000)];
    if (this.whole) {
      const [from, to] = [date.format(start), date.format(end)];
      return from === to ? from : `${from} – ${to}`;
    }
    const clock = new Intl.DateTimeFormat(this.locale, { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
    return `${date.format(start)}, ${clock.format(start)}–${clock.format(new Date(this.ends[place] * 1000))}`;
  }

  rows(place, hidden) {
    const rows = this.data.lines.flatMap((line, number) => (hidden.has(number) || (line.values[place] === null && this.data.lines.length > 3) ? [] : [this.#row(line, place)]));
    const marks = this.data.marks.filter((mark) => mark.start < this.ends[place] && mark.end >= this.starts[place]).map((mark) => mark.text);
    return [this.when(place), ...rows.slice(0, 8), ...marks.slice(0, 3)];
  }

  #row(line, place) {
    const value = line.values[place] ?? null;
    const print = new Intl.NumberFormat(this.locale, { minimumFractionDigits: line.decimals, maximumFractionDigits: line.decimals });
    const said = value === null ? this.words.none : `${print.format(value)} ${line.unit}`.trim();
    const doubt = value !== null && line.partial.includes(place) ? ` (${this.words.partial})` : "";
    return this.data.lines.length > 1 ? `${line.name}: ${said}${doubt}` : `${said}${doubt}`;
  }
}

/** Values that have no time axis. */
class Items {
  constructor(data) {
    this.items = data.items;
    this.count = data.items.length;
    this.names = [];
    this.last = 0;
  }

  id(place) { return this.items[place].i; }
  place(id) { return this.items.findIndex((item) => item.i === id); }
  values() { return this.items.map((item) => item.value); }
  rows(place) { return [this.items[place].label, this.items[place].text].filter(Boolean); }
}

/** Draws a place of a map in the shade and size of its class. */
function marker(part, kind) {
  const [x, y] = part.dataset.at.split(" ").map(Number);
  if (!kind) {
    part.replaceChildren(shape("path", { class: "dw-goal", d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` }));
    return;
  }
  part.replaceChildren(
    shape("circle", { class: "dw-ring dw-s5", cx: x, cy: y, r: kind.size / 2 + 1 }),
    shape("circle", { class: `dw-cell dw-h${kind.shade}`, cx: x, cy: y, r: kind.size / 2 }),
  );
}

function shape(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

function element(tag, name, attributes = {}, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

function choice(title, names, chosen) {
  const label = element("label", "dw-choice", {}, `${title} `);
  const select = element("select", "dw-select");
  names.forEach((name, place) => select.append(new Option(name, String(place), place === chosen, place === chosen)));
  label.append(select);
  return { label, select };
}

function beyond(value, low, high) {
  return value < low ? low - value : value > high ? value - high : 0;
}

/** The day in Europe/Berlin, e.g. 2026-05-03. */
function day(seconds) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(new Date(seconds * 1000));
}

customElements.define("live-drawing", LiveDrawing);
