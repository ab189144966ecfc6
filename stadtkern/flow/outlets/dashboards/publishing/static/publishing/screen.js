// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2

// <rotating-screen data-next data-seconds>: fetches the next turn before it is shown, so that a screen never goes
// blank; without a connection the present turn stays and says so. Without this module the page refreshes itself.

const FETCH_MS = 20_000;
const AGAIN_MS = 15_000;
const WHOLE_MS = 60 * 60 * 1000;
const FADE_MS = 400;

class RotatingScreen extends HTMLElement {
  #timer = 0;
  #clock = 0;
  #stopped = false;
  #began = Date.now();
  #shown = new Date();

  connectedCallback() {
    this.#dress();
    this.#wait(this.#seconds());
    this.#clock = window.setInterval(() => this.#tick(), 5000);
  }

  disconnectedCallback() {
    window.clearTimeout(this.#timer);
    window.clearInterval(this.#clock);
  }

  #seconds() {
    return 1000 * Math.max(5, Number(this.dataset.seconds) || 30);
  }

  #wait(ms) {
    window.clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = window.setTimeout(() => this.#turn(), ms);
  }

  async #turn() {
    try {
      const answer = await fetch(this.dataset.next, { signal: AbortSignal.timeout(FETCH_MS), credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      if (Date.now() - this.#began > WHOLE_MS) {
        window.location.assign(this.dataset.next);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("rotating-screen");
      if (!next) throw new Error("no screen");
      await this.#change(next, page.title);
      this.#wait(this.#seconds());
    } catch {
      this.#lost();
      this.#wait(AGAIN_MS);
    }
  }

  async #change(next, title) {
    this.dataset.leaving = "";
    await new Promise((done) => window.setTimeout(done, FADE_MS));
    this.dataset.arriving = "";
    delete this.dataset.leaving;
    this.className = next.className;
    for (const name of ["next", "seconds", "stop", "go", "lost"]) {
      if (next.dataset[name] === undefined) delete this.dataset[name];
      else this.dataset[name] = next.dataset[name];
    }
    this.replaceChildren(...next.childNodes);
    document.title = title;
    this.#shown = new Date();
    this.#dress();
    window.requestAnimationFrame(() => delete this.dataset.arriving);
  }

  #dress() {
    const place = this.querySelector(".kk-steps");
    if (place && this.dataset.stop) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = this.#stopped ? this.dataset.go : this.dataset.stop;
      button.addEventListener("click", () => {
        this.#stopped = !this.#stopped;
        button.textContent = this.#stopped ? this.dataset.go : this.dataset.stop;
        this.#wait(this.#seconds());
      });
      place.append(" ", button);
    }
    this.#tick();
  }

  #tick() {
    const clock = this.querySelector("[data-clock]");
    if (clock) clock.textContent = this.#time(new Date());
  }

  #time(moment) {
    return moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
  }

  #lost() {
    const note = this.querySelector("[data-lost-note]");
    if (!note) return;
    note.hidden = false;
    note.textContent = `${this.dataset.lost} ${this.#time(this.#shown)}`;
  }
}

customElements.define("rotating-screen", RotatingScreen);
