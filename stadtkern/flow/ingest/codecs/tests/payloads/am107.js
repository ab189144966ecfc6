// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
Array.prototype.word = function (at) { return this[at] | (this[at + 1] << 8); };
var READ = {
  "1 117": function (b, at, data) { data.battery = b[at]; return 1; },
  "3 103": function (b, at, data) { data.temperature = ((b.word(at) << 16) >> 16) / 10; return 2; },
  "4 104": function (b, at, data) { data.humidity = b[at] / 2; return 1; },
  "5 106": function (b, at, data) { data.activity = b.word(at); return 2; },
  "6 101": function (b, at, data) {
    data.illumination = b.word(at);
    data.infrared_and_visible = b.word(at + 2);
    data.infrared = b.word(at + 4);
    return 6;
  },
  "7 125": function (b, at, data) { data.co2 = b.word(at); return 2; },
  "8 125": function (b, at, data) { data.tvoc = b.word(at); return 2; },
  "9 115": function (b, at, data) { data.pressure = b.word(at) / 10; return 2; },
};
function decodeUplink(input) {
  var data = {}, at = 0;
  while (at < input.bytes.length) {
    var read = READ[input.bytes[at] + " " + input.bytes[at + 1]];
    if (!read) return { data: data, warnings: ["unknown channel at byte " + at] };
    at += 2 + read(input.bytes, at + 2, data);
  }
  return { data: data };
}
