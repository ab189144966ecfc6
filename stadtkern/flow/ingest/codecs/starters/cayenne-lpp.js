// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// Cayenne Low Power Payload: channel, type, value, one after the other; numbers are big-endian.
var TYPES = {
  0: { name: "digital_in", size: 1, read: function (b) { return b[0]; } },
  1: { name: "digital_out", size: 1, read: function (b) { return b[0]; } },
  2: { name: "analog_in", size: 2, read: function (b) { return signed(b, 0, 2) / 100; } },
  3: { name: "analog_out", size: 2, read: function (b) { return signed(b, 0, 2) / 100; } },
  101: { name: "illuminance", size: 2, read: function (b) { return unsigned(b, 0, 2); } },
  102: { name: "presence", size: 1, read: function (b) { return b[0]; } },
  103: { name: "temperature", size: 2, read: function (b) { return signed(b, 0, 2) / 10; } },
  104: { name: "relative_humidity", size: 1, read: function (b) { return b[0] / 2; } },
  113: { name: "accelerometer", size: 6, read: function (b) { return axes(b, 1000); } },
  115: { name: "barometric_pressure", size: 2, read: function (b) { return unsigned(b, 0, 2) / 10; } },
  134: { name: "gyrometer", size: 6, read: function (b) { return axes(b, 100); } },
  136: {
    name: "gps", size: 9, read: function (b) {
      return { latitude: signed(b, 0, 3) / 10000, longitude: signed(b, 3, 3) / 10000, altitude: signed(b, 6, 3) / 100 };
    },
  },
};

function unsigned(bytes, from, count) {
  var value = 0;
  for (var i = from; i < from + count; i++) value = value * 256 + bytes[i];
  return value;
}

function signed(bytes, from, count) {
  var value = unsigned(bytes, from, count), half = Math.pow(2, 8 * count - 1);
  return value < half ? value : value - 2 * half;
}

function axes(bytes, scale) {
  return { x: signed(bytes, 0, 2) / scale, y: signed(bytes, 2, 2) / scale, z: signed(bytes, 4, 2) / scale };
}

function decodeUplink(input) {
  var data = {}, at = 0;
  while (at < input.bytes.length) {
    var channel = input.bytes[at], type = TYPES[input.bytes[at + 1]];
    if (!type) return { errors: ["unknown type " + input.bytes[at + 1] + " at byte " + (at + 1)] };
    var part = input.bytes.slice(at + 2, at + 2 + type.size);
    if (part.length < type.size) return { errors: ["payload ends within " + type.name + "_" + channel] };
    data[type.name + "_" + channel] = type.read(part);
    at += 2 + type.size;
  }
  return { data: data };
}
