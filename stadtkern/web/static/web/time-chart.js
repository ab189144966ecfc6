// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// <time-chart data-src="…/reihe.json" data-label="…">: one time series with gaps as gaps, read by mouse, touch or keys.
// Without this module its content stays: a note that points to the table.

import uPlot from "../vendor/uplot/uPlot.esm.js";

const ZONE = "Europe/Berlin";
const LOCALE = document.documentElement.lang === "en" ? "en-GB" : "de-DE";

class TimeChart extends HTMLElement {
  #plot = null;
  #data = null;
  #at = -1;
  #doubts = new Map();
  #watch = null;
  #scheme = window.matchMedia("(prefers-color-scheme: dark)");
  #redraw = () => this.#draw();

  async connectedCallback() {
    try {
      const answer = await fetch(this.dataset.src, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.#data = await answer.json();
      this.#doubts = new Map(this.#data.flagged ?? []);
    } catch {
      this.#say(this.dataset.failed);
      return;
    }
    if (!this.#data.values.some((value) => value !== null)) {
      this.#say(this.dataset.empty);
      return;
    }
    this.#build();
    this.#draw();
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(this);
    this.#scheme.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
    this.#scheme.removeEventListener("change", this.#redraw);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #say(text) {
    const note = document.createElement("p");
    note.className = "sk-chart__fallback";
    note.textContent = text;
    this.replaceChildren(note);
    this.dataset.state = "note";
  }

  #build() {
    const read = document.createElement("p");
    read.className = "sk-chart__read";
    const when = document.createElement("span");
    const what = document.createElement("strong");
    read.append(when, what);
    read.setAttribute("aria-hidden", "true");
    const area = document.createElement("div");
    area.className = "sk-chart__area";
    area.tabIndex = 0;
    area.setAttribute("role", "slider");
    area.setAttribute("aria-label", this.dataset.label);
    area.setAttribute("aria-orientation", "horizontal");
    area.setAttribute("aria-valuemin", "0");
    area.setAttribute("aria-valuemax", String(this.#data.values.length - 1));
    area.addEventListener("keydown", (event) => this.#key(event));
    const hint = document.createElement("p");
    hint.className = "sk-chart__hint";
    hint.textContent = this.dataset.hint;
    this.replaceChildren(read, area, hint);
    this.parts = { when, what, area };
    this.#show(this.#data.values.findLastIndex((value) => value !== null));
  }

  #key(event) {
    const last = this.#data.values.length - 1;
    const page = Math.max(1, Math.round(last / 10));
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page }[event.key];
    if (event.key === "Home") this.#move(0);
    else if (event.key === "End") this.#move(last);
    else if (step) this.#move(Math.min(last, Math.max(0, this.#at + step)));
    else return;
    event.preventDefault();
  }

  #move(index) {
    this.#show(index);
    const { starts, values } = this.#data;
    this.#plot.setCursor({ left: this.#plot.valToPos(starts[index], "x"), top: this.#plot.valToPos(values[index] ?? 0, "y") }, false);
  }

  #show(index) {
    this.#at = index;
    const when = this.#when(index);
    const what = this.#what(index);
    this.parts.when.textContent = when;
    this.parts.what.textContent = what;
    this.parts.area.setAttribute("aria-valuenow", String(index));
    this.parts.area.setAttribute("aria-valuetext", `${when}: ${what}`);
  }

  #when(index) {
    const { starts, ends, days } = this.#data;
    const date = new Intl.DateTimeFormat(LOCALE, { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: ZONE });
    const start = new Date(starts[index] * 1000);
    if (days) {
      const last = new Date((ends[index] - 1) * 1000);
      const [from, to] = [date.format(start), date.format(last)];
      return from === to ? from : `${from} – ${to}`;
    }
    const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
    return `${date.format(start)}, ${clock.format(start)}–${clock.format(new Date(ends[index] * 1000))}`;
  }

  #what(index) {
    const { values, partial, withheld, words, unit, decimals } = this.#data;
    const doubt = this.#doubts.get(index);
    if (withheld.includes(index)) return words.withheld;
    if (values[index] === null) return doubt ?? words.empty;
    return `${new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(values[index])} ${unit}${doubt ? `, ${doubt}` : partial.includes(index) ? `, ${words.partial}` : ""}`.trim();
  }

  #token(name) {
    return getComputedStyle(this).getPropertyValue(name).trim();
  }

  #size() {
    const width = Math.max(220, this.clientWidth);
    return { width, height: Math.round(Math.min(400, Math.max(260, width * 0.42))) };
  }

  #resize() {
    const size = this.#size();
    if (this.#plot && size.width !== this.#plot.width) this.#plot.setSize(size);
  }

  #draw() {
    this.#plot?.destroy();
    const data = this.#data;
    const ink = this.#token("--sk-ink-soft");
    const grid = { stroke: this.#token("--sk-line"), width: 1 };
    const line = this.#token("--sk-chart-line");
    const bars = data.kind === "sum" && data.values.length <= 200;
    const print = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: Math.max(data.decimals, 0) });
    const options = {
      ...this.#size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 9, fill: line } },
      scales: { x: { time: true, range: (_plot, low, high) => [low, bars ? high + spacing(data.starts) : high] }, y: { range: (_plot, low, high) => range(data, low, high) } },
      axes: [
        { stroke: ink, grid: { show: false }, ticks: grid, font: "14px Fira Sans", space: 70, incrs: steps(data.starts), values: (_plot, splits, _axis, _space, step) => dates(splits, step) },
        { stroke: ink, grid, ticks: { show: false }, font: "14px Fira Sans", size: (_plot, texts) => 16 + 8.2 * Math.max(3, ...(texts ?? []).map((text) => text.length)), values: (_plot, splits) => splits.map((value) => print.format(value)) },
      ],
      series: [
        {},
        {
          stroke: line, width: bars ? 0 : 2, fill: bars ? line : data.kind === "sum" ? this.#token("--sk-chart-fill") : undefined, spanGaps: false,
          points: { show: data.values.filter((value) => value !== null).length < 60 && !bars, size: 6, fill: line },
          paths: bars ? uPlot.paths.bars({ size: [0.85, 120], align: 1 }) : uPlot.paths.linear(),
        },
        ...data.thresholds.map(() => ({ stroke: this.#token("--sk-chart-limit"), width: 1.5, dash: [8, 5], points: { show: false } })),
      ],
      hooks: { draw: [(plot) => this.#mark(plot)], setCursor: [(plot) => plot.cursor.event && plot.cursor.idx != null && plot.cursor.idx !== this.#at && this.#show(plot.cursor.idx)] },
    };
    const limits = data.thresholds.map((limit) => data.starts.map(() => limit.value));
    const partial = new Set(data.partial);
    const whole = data.values.map((value, index) => (partial.has(index) ? null : value));
    this.#plot = new uPlot(options, [data.starts, whole, ...limits], this.parts.area);
    this.dataset.state = "drawn";
  }

  /** A triangle at each interval with implausible values: on the line, or at the foot of a gap. */
  #mark(plot) {
    const { ctx, bbox } = plot;
    const { starts, values } = this.#data;
    const size = 6 * devicePixelRatio;
    ctx.save();
    ctx.fillStyle = this.#token("--sk-chart-limit");
    for (const index of this.#doubts.keys()) {
      const x = plot.valToPos(starts[index], "x", true);
      const y = values[index] === null ? bbox.top + bbox.height - size : plot.valToPos(values[index], "y", true);
      ctx.beginPath();
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.lineTo(x - size, y + size);
      ctx.fill();
    }
    ctx.restore();
  }
}

/** Seconds from one value to the next; a bar reaches from its start to there. */
function spacing(starts) {
  return starts.length > 1 ? starts[starts.length - 1] - starts[starts.length - 2] : 3600;
}

/** Steps of the time axis [s]; values of whole days get no hours. */
function steps(starts) {
  const day = 86400;
  const days = [1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1826].map((number) => number * day);
  return spacing(starts) >= 23 * 3600 ? days : [60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, ...days];
}

function range(data, low, high) {
  const limits = data.thresholds.map((limit) => limit.value);
  const bottom = data.kind === "sum" || low >= 0 ? 0 : Math.min(low, ...limits);
  const top = Math.max(high, ...limits, bottom + 1);
  return [bottom === 0 ? 0 : bottom - (top - bottom) * 0.08, top + (top - bottom) * 0.08];
}

function dates(splits, step) {
  const options = step < 86400 ? { hour: "2-digit", minute: "2-digit" } : step < 86400 * 28 ? { day: "numeric", month: "short" } : step < 86400 * 360 ? { month: "short", year: "2-digit" } : { year: "numeric" };
  const time = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: ZONE });
  const day = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", timeZone: ZONE });
  let before = "";
  return splits.map((seconds) => {
    const moment = new Date(seconds * 1000);
    const text = time.format(moment);
    if (step >= 86400) return text;
    const date = day.format(moment);
    const full = date === before ? text : `${text}\n${date}`;
    before = date;
    return full;
  });
}

customElements.define("time-chart", TimeChart);
