// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// A device that exists only to try things out.
// Uplink, port 1: temperature (signed, 2 bytes, 0.01 °C), humidity (1 byte, 0.5 %), battery (2 bytes, mV).
// Downlink, port 2: 1 and the interval (2 bytes, s), or 2 and on/off (1 byte).
function decodeUplink(input) {
  var b = input.bytes;
  if (input.fPort !== 1) return { errors: ["unknown port " + input.fPort] };
  if (b.length !== 5) return { errors: ["5 bytes expected, got " + b.length] };
  return {
    data: {
      temperature: (((b[0] << 24) >> 16) | b[1]) / 100,
      humidity: b[2] / 2,
      battery_mv: (b[3] << 8) | b[4],
    },
    warnings: ((b[3] << 8) | b[4]) < 2800 ? ["battery is low"] : [],
  };
}

function encodeDownlink(input) {
  if (typeof input.data.interval_s === "number") {
    return { fPort: 2, bytes: [1, input.data.interval_s >> 8, input.data.interval_s & 255] };
  }
  if (typeof input.data.on === "boolean") return { fPort: 2, bytes: [2, input.data.on ? 1 : 0] };
  return { errors: ["interval_s or on expected"] };
}

function decodeDownlink(input) {
  var b = input.bytes;
  if (b[0] === 1) return { data: { interval_s: (b[1] << 8) | b[2] } };
  if (b[0] === 2) return { data: { on: b[1] === 1 } };
  return { errors: ["unknown command " + b[0]] };
}
