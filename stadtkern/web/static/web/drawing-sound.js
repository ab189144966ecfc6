// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// Values as notes: pitch is the value, the place between left and right is the time, gaps are silent.

const LOWEST = 196;
const OCTAVES = 2;
const MOST = 240;
const LOUD = 0.16;

export class Player {
  #context = null;
  #frame = 0;

  constructor(moved, ended) {
    this.moved = moved;
    this.ended = ended;
    this.playing = false;
  }

  /** Plays the values once; many values share a note, which is their mean. */
  play(values, speed = 1) {
    this.stop();
    const notes = grouped(values);
    const known = notes.map((note) => note.value).filter((value) => value !== null);
    if (!known.length) { this.ended(); return; }
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const step = Math.min(0.35, Math.max(0.04, 8 / notes.length)) / speed;
    this.#context = new AudioContext();
    const { tone, loud, side } = this.#voice();
    const begin = this.#context.currentTime + 0.1;
    notes.forEach((note, place) => {
      const at = begin + place * step;
      if (note.value === null) return;
      const part = high > low ? (note.value - low) / (high - low) : 0.5;
      tone.frequency.setValueAtTime(LOWEST * 2 ** (OCTAVES * part), at);
      side.pan.setValueAtTime(notes.length > 1 ? (place / (notes.length - 1)) * 1.6 - 0.8 : 0, at);
      loud.gain.setTargetAtTime(LOUD, at, 0.008);
      loud.gain.setTargetAtTime(0, at + step * 0.8, 0.01);
    });
    tone.start(begin);
    tone.stop(begin + notes.length * step + 0.1);
    tone.addEventListener("ended", () => this.stop());
    this.playing = true;
    this.#follow(notes, begin, step);
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    const context = this.#context;
    this.#context = null;
    if (context) context.close();
    if (!this.playing) return;
    this.playing = false;
    this.ended();
  }

  #voice() {
    const context = this.#context;
    const tone = new OscillatorNode(context, { type: "triangle" });
    const loud = new GainNode(context, { gain: 0 });
    const side = new StereoPannerNode(context);
    tone.connect(loud).connect(side).connect(context.destination);
    return { tone, loud, side };
  }

  #follow(notes, begin, step) {
    let before = -1;
    const look = () => {
      if (!this.playing) return;
      const place = Math.min(notes.length - 1, Math.floor((this.#context.currentTime - begin) / step));
      if (place >= 0 && place !== before) {
        before = place;
        this.moved(notes[place].first);
      }
      this.#frame = requestAnimationFrame(look);
    };
    this.#frame = requestAnimationFrame(look);
  }
}

function grouped(values) {
  const size = Math.max(1, Math.ceil(values.length / MOST));
  const notes = [];
  for (let first = 0; first < values.length; first += size) {
    const known = values.slice(first, first + size).filter((value) => value !== null);
    notes.push({ first, value: known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null });
  }
  return notes;
}
