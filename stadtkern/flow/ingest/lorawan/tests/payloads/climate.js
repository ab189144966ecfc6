// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// A climate sensor: 01, temperature [0.01 Cel], humidity [0.1 %], battery [mV]; switches its interval.

function decodeUplink(input) {
  if (input.fPort !== 2) {
    return { errors: ["unknown FPort " + input.fPort] };
  }
  var b = input.bytes;
  if (b.length < 7 || b[0] !== 1) {
    return { errors: ["unexpected payload"] };
  }
  var raw = (b[1] << 8) | b[2];
  return {
    data: {
      temperature: (raw > 0x7fff ? raw - 0x10000 : raw) / 100,
      humidity: ((b[3] << 8) | b[4]) / 10,
      battery: ((b[5] << 8) | b[6]) / 1000,
    },
  };
}

function encodeDownlink(input) {
  var minutes = input.data.minutes;
  if (!(minutes >= 1 && minutes <= 1440)) {
    return { errors: ["minutes must lie between 1 and 1440"] };
  }
  return { fPort: 10, bytes: [1, minutes >> 8, minutes & 0xff] };
}

function decodeDownlink(input) {
  return { data: { minutes: (input.bytes[1] << 8) | input.bytes[2] } };
}
