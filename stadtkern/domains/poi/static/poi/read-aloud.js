// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// <read-aloud data-for="id" data-lang="de" data-start="…" data-stop="…">: the browser's own voice reads a text.
// Without a voice of that language, or without JavaScript, there is no button.

class ReadAloud extends HTMLElement {
  connectedCallback() {
    this.speech = window.speechSynthesis;
    if (!this.speech) return;
    this.offer();
    this.speech.addEventListener?.("voiceschanged", () => this.offer());
    window.addEventListener("pagehide", () => this.speech.cancel());
  }

  offer() {
    const voice = this.speech.getVoices().find((one) => one.lang.toLowerCase().startsWith(this.dataset.lang));
    if (!voice || this.button) return;
    this.voice = voice;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "sk-btn";
    this.button.addEventListener("click", () => (this.reading ? this.stop() : this.start()));
    this.append(this.button);
    this.stop();
  }

  start() {
    this.speech.cancel();
    const told = new SpeechSynthesisUtterance(document.getElementById(this.dataset.for).innerText);
    told.lang = this.dataset.lang;
    told.voice = this.voice;
    told.addEventListener("end", () => this.stop());
    told.addEventListener("error", () => this.stop());
    this.reading = true;
    this.button.textContent = this.dataset.stop;
    this.speech.speak(told);
  }

  stop() {
    if (this.reading) this.speech.cancel();
    this.reading = false;
    this.button.textContent = this.dataset.start;
  }
}

customElements.define("read-aloud", ReadAloud);
