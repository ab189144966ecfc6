// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// Runs once in each new engine, before the script of a codec is loaded.
//
// A script is a function body that is run anew for each call, so nothing it declares lives longer than the
// call. What it could keep elsewhere is closed: the language's own objects cannot be changed; the few that
// scripts like to extend (String.prototype.hex = ...) may be, and lose it again when the call is over.
// Whatever cannot be undone is reported, and the engine is thrown away.
(function (root) {
  "use strict";
  const { ownKeys, getPrototypeOf, isExtensible, deleteProperty, defineProperty } = Reflect;
  const describe = Reflect.getOwnPropertyDescriptor;
  const { parse, stringify } = JSON;
  const { freeze } = Object;
  const { isFinite: finite } = Number;
  const { isArray } = Array;
  const Maker = Function;
  const Moment = Date;
  const expression = /^/;
  const matched = expression.exec.bind(expression);
  // Scripts that may extend the language; for all others it is frozen as a whole, so there is less to look at.
  const extending = /prototype|__proto__|\b(?:Object|Function|Array|String|Number|Date|Error|Math|JSON|Uint8Array)\s*(?:\.\s*\w+|\[[^\]]*\])\s*=[^=]/;
  const extended = extending.exec.bind(extending);
  // Scripts that may put something off until after the end of a call.
  const deferring = /Promise|async|await|import|constructor|Function|Reflect/;
  const deferred = deferring.exec.bind(deferring);
  const timers = __TimerManager;
  const MOST = 65536;
  const CLOSED = [
    "eval", "Atomics", "SharedArrayBuffer", "WebAssembly", "FinalizationRegistry", "WeakRef",
    "setTimeout", "clearTimeout", "__timer_manager",
  ];
  // What outlives a call, runs after it or reaches beyond the limits of memory does not exist here.
  for (const name of CLOSED) {
    if (!deleteProperty(root, name)) defineProperty(root, name, { value: undefined, writable: false });
  }

  const EXTENDED = [
    root, Object, Object.prototype, Function, Function.prototype, Array, Array.prototype, String,
    String.prototype, Number, Number.prototype, Boolean.prototype, Date, Date.prototype, RegExp.prototype,
    Error, Error.prototype, Math, JSON, Uint8Array, Uint8Array.prototype, getPrototypeOf(Uint8Array.prototype),
    Map.prototype, Set.prototype, DataView.prototype, ArrayBuffer.prototype,
  ];
  const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError];
  const INHERITED = new Set([Object.prototype, ...ERRORS.map((one) => one.prototype)]);
  // Objects that no global name leads to.
  const HIDDEN = [
    getPrototypeOf(function* () {}), getPrototypeOf(async function () {}), getPrototypeOf(async function* () {}),
    getPrototypeOf([][Symbol.iterator]()), getPrototypeOf(""[Symbol.iterator]()),
    getPrototypeOf(new Map()[Symbol.iterator]()), getPrototypeOf(new Set()[Symbol.iterator]()),
    getPrototypeOf("".matchAll(/x/g)), getPrototypeOf(Uint8Array), timers,
  ];

  // Assigning to an object whose ancestor holds a locked property would fail; here it makes an own property.
  function inheritable(holder, key, value) {
    const get = freeze(function () { return value; });
    const set = freeze(function (given) {
      if (this === holder) return;
      defineProperty(this, key, { value: given, writable: true, enumerable: true, configurable: true });
    });
    defineProperty(holder, key, { get, set, enumerable: false, configurable: false });
  }

  function lock(holder) {
    for (const key of ownKeys(holder)) {
      const found = describe(holder, key);
      if (!found.configurable && !found.writable) continue;
      if (!("value" in found)) defineProperty(holder, key, { configurable: false });
      else if (INHERITED.has(holder) && found.configurable) inheritable(holder, key, found.value);
      else defineProperty(holder, key, { writable: false, configurable: false });
    }
  }

  const open = new Set(EXTENDED);
  const seen = new Set();
  const waiting = [...EXTENDED, ...HIDDEN];
  while (waiting.length) {
    const one = waiting.pop();
    if (one === null || (typeof one !== "object" && typeof one !== "function") || seen.has(one)) continue;
    seen.add(one);
    waiting.push(getPrototypeOf(one));
    for (const key of ownKeys(one)) {
      const found = describe(one, key);
      waiting.push(found.value, found.get, found.set);
    }
  }

  let script;

  const CALLS = freeze({
    __proto__: null,
    uplink(parts, given) {
      if (parts.decodeUplink) return parts.decodeUplink(received(given));
      if (parts.Decoder) return { data: parts.Decoder(given.bytes, given.fPort) };
      if (parts.Decode) return { data: parts.Decode(given.fPort, given.bytes, {}) };
      return missing("decodeUplink");
    },
    downlink(parts, given) {
      return parts.decodeDownlink ? parts.decodeDownlink(received(given)) : missing("decodeDownlink");
    },
    encode(parts, given) {
      if (parts.encodeDownlink) return parts.encodeDownlink({ data: given.data });
      if (parts.Encoder) return { bytes: parts.Encoder(given.data, given.fPort), fPort: given.fPort };
      if (parts.Encode) return { bytes: parts.Encode(given.fPort, given.data, {}), fPort: given.fPort };
      return missing("encodeDownlink");
    },
  });
  const NAMES = ["decodeUplink", "decodeDownlink", "encodeDownlink", "Decoder", "Decode", "Encoder", "Encode"];
  const ENDING = `\n;return {__proto__: null, ${NAMES.map(
    (name) => `${name}: typeof ${name} === "function" ? ${name} : undefined`,
  ).join(", ")}};`;

  function received(given) {
    if (given.recvTime !== undefined) given.recvTime = new Moment(given.recvTime);
    return given;
  }

  function missing(name) {
    throw freeze({ __proto__: null, code: "missing", text: name });
  }

  // What the script gave back, as text; its getters and toJSON run here, within the limits of the call.
  function told(result) {
    if (result === null || typeof result !== "object") return refusal("shape", typeof result);
    if (typeof result.then === "function") return refusal("shape", "promise");
    if (isArray(result)) return refusal("shape", "array");
    let holes = 0;
    const text = stringify(result, (_key, value) => {
      if (typeof value !== "number" || finite(value)) return value;
      holes += 1;
      return null;
    });
    if (typeof text !== "string") return refusal("shape", "undefined");
    if (text.length > MOST) return refusal("large", "");
    return `{"result":${text},"holes":${holes}}`;
  }

  function refusal(code, text) {
    return `{"code":${stringify(code)},"text":${stringify(text)}}`;
  }

  function complaint(error) {
    try {
      if (error && error.code === "missing" && getPrototypeOf(error) === null) return refusal("missing", error.text);
      const text = error && typeof error.message === "string" ? `${error.name}: ${error.message}` : `${error}`;
      return refusal("throws", text.slice(0, 300));
    } catch {
      return refusal("throws", "");
    }
  }

  // The answer after "+", or after "-" when it is the last that this engine may give; "!" when it may give none,
  // because something that ran after the call before has changed it for good.
  function call(kind, text) {
    if (!clean()) return "!";
    let answer;
    try {
      answer = told(CALLS[kind](script(), parse(text)));
    } catch (error) {
      answer = complaint(error);
    }
    return (clean() ? "+" : "-") + answer;
  }

  function load(text) {
    try {
      new Maker(text);  // alone, so that what is wrong with it is not told of the ending
      script = new Maker(text + ENDING);
      if (extended(text) === null) settle();
      return deferred(text) === null ? "" : "deferred";
    } catch (error) {
      return complaint(error);
    }
  }

  let watched = [];

  function settle() {
    for (let i = 1; i < EXTENDED.length; i += 1) freeze(EXTENDED[i]);
    watched = freeze([watched[0]]);
  }

  // Undo what the last call left behind. Whether everything could be undone.
  function clean() {
    let whole = true;
    for (let i = 0; i < watched.length; i += 1) {
      const { holder, parent, known, count } = watched[i];
      if (getPrototypeOf(holder) !== parent || !isExtensible(holder)) whole = false;
      const keys = ownKeys(holder);
      if (keys.length === count) continue;
      for (let j = 0; j < keys.length; j += 1) {
        if (known[keys[j]] !== true && !deleteProperty(holder, keys[j])) whole = false;
      }
    }
    if (__TimerManager !== timers) __TimerManager = timers;
    matched("");
    return whole;
  }

  function entry(what, first, second) {
    return what === "call" ? call(first, second) : load(first);
  }

  defineProperty(root, "__codec__", { value: freeze(entry), enumerable: false });
  seen.forEach((one) => (open.has(one) ? lock(one) : (INHERITED.has(one) && lock(one), freeze(one))));
  watched = EXTENDED.map((holder) => {
    const known = { __proto__: null };
    for (const key of ownKeys(holder)) known[key] = true;
    return freeze({ __proto__: null, holder, parent: getPrototypeOf(holder), known: freeze(known), count: ownKeys(holder).length });
  });
})(globalThis);
"guarded";
