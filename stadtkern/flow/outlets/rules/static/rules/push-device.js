// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// <push-device data-key data-worker>: asks the browser for messages when the person presses the button, and sends
// what the browser answers with the form inside. Without this module its content says that it needs JavaScript.

class PushDevice extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.note = this.querySelector("[role=status]");
    const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
    this.querySelector("[data-without]").hidden = true;
    if (!able) {
      this.#say(this.dataset.unable);
      return;
    }
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => this.#ask(event));
  }

  async #ask(event) {
    const field = this.form.elements.angaben;
    if (field.value) return;
    event.preventDefault();
    try {
      if ((await Notification.requestPermission()) !== "granted") {
        this.#say(this.dataset.denied);
        return;
      }
      const registration = await navigator.serviceWorker.register(this.dataset.worker);
      await navigator.serviceWorker.ready;
      const options = { userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key) };
      field.value = JSON.stringify(await registration.pushManager.subscribe(options));
      this.form.requestSubmit();
    } catch {
      this.#say(this.dataset.failed);
    }
  }

  #say(text) {
    this.note.textContent = text;
  }
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

customElements.define("push-device", PushDevice);
