// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2

// Passkeys (WebAuthn Level 2): form[data-passkey] asks the browser and sends what it answers in the field
// "credential". Kinds: create and get take their options from #passkey-options, login fetches them.

const decoded = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const encoded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withIds = (credentials) => (credentials || []).map((one) => ({ ...one, id: decoded(one.id) }));

function creation(options, passwordless) {
  const key = { ...options.publicKey };
  key.challenge = decoded(key.challenge);
  key.user = { ...key.user, id: decoded(key.user.id) };
  key.excludeCredentials = withIds(key.excludeCredentials);
  key.authenticatorSelection = {
    ...key.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
  };
  if (passwordless) key.authenticatorSelection.userVerification = "required";
  return { publicKey: key };
}

function request(options) {
  const key = { ...options.publicKey };
  key.challenge = decoded(key.challenge);
  key.allowCredentials = withIds(key.allowCredentials);
  return { publicKey: key };
}

function answer(credential) {
  const { response } = credential;
  const told = { clientDataJSON: encoded(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) told[name] = encoded(response[name]);
  }
  if (response.getTransports) told.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    response: told,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function asked(form) {
  const kind = form.dataset.passkey;
  if (kind === "login") {
    const found = await fetch(form.action, { headers: { Accept: "application/json" } });
    return navigator.credentials.get(request((await found.json()).request_options));
  }
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  if (kind === "get") return navigator.credentials.get(request(options.request_options));
  const passwordless = form.elements.namedItem("passwordless");
  return navigator.credentials.create(
    creation(options.creation_options, Boolean(passwordless && passwordless.checked)),
  );
}

function say(form, sentence) {
  const said = form.querySelector("[data-said]");
  said.textContent = sentence;
  said.hidden = !sentence;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-start]");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) {
      say(form, form.dataset.absent);
      return;
    }
    button.disabled = true;
    try {
      form.elements.namedItem("credential").value = JSON.stringify(answer(await asked(form)));
      form.submit();
    } catch (error) {
      say(form, form.dataset.failed);
      button.disabled = false;
    }
  });
}
