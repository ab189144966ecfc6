// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2

// <rotating-screen data-next data-seconds>: opens the next turn only when the city answers, so that a screen never goes
// blank; without a connection the present turn stays and says so. Without this module the page refreshes itself.

const ANSWER_MS = 20_000;
const AGAIN_MS = 15_000;
const STOPPED = "screen-stopped";

class RotatingScreen extends HTMLElement {
  #timer = 0;
  #clock = 0;
  #shown = new Date();

  connectedCallback() {
    this.#addButton();
    this.#wait(this.#seconds());
    this.#clock = window.setInterval(() => this.#tick(), 5000);
    this.#tick();
  }

  disconnectedCallback() {
    window.clearTimeout(this.#timer);
    window.clearInterval(this.#clock);
  }

  get #stopped() {
    return window.sessionStorage.getItem(STOPPED) === "1";
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
      const answer = await fetch(this.dataset.next, { method: "HEAD", signal: AbortSignal.timeout(ANSWER_MS) });
      if (!answer.ok) throw new Error(String(answer.status));
      window.location.replace(this.dataset.next);
    } catch {
      this.#lost();
      this.#wait(AGAIN_MS);
    }
  }

  #addButton() {
    const place = this.querySelector(".kk-steps");
    if (!place || !this.dataset.stop) return;
    const button = document.createElement("button");
    button.type = "button";
    const label = () => {
      button.textContent = this.#stopped ? this.dataset.go : this.dataset.stop;
    };
    button.addEventListener("click", () => {
      window.sessionStorage.setItem(STOPPED, this.#stopped ? "0" : "1");
      label();
      this.#wait(this.#seconds());
    });
    label();
    place.append(" ", button);
  }

  #tick() {
    const clock = this.querySelector("[data-clock]");
    if (clock) clock.textContent = this.#time(new Date());
  }

  #time(moment) {
    return moment.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Berlin" });
  }

  #lost() {
    const note = this.querySelector("[data-lost-note]");
    if (!note) return;
    note.hidden = false;
    note.textContent = `${this.dataset.lost} ${this.#time(this.#shown)}`;
  }
}

customElements.define("rotating-screen", RotatingScreen);
