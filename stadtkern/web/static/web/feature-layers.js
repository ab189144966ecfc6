// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// Collections of features as vector tiles of a city-map: sources, layers, and what a click on a feature tells.

const COLOURS = ["blue", "orange", "green", "purple", "red", "grey"];
const MOST_FACTS = 6;

// Adds the sources and layers of the collections to a style; colours and texts are those of the page.
export function add(style, plan, token) {
  for (const colour of COLOURS) plan.colours[`~${colour}`] = token(`--sk-${colour}`);
  for (const collection of plan.collections ?? []) {
    style.sources[name(collection.key)] = {
      type: "vector", tiles: [document.location.origin + collection.tiles], scheme: "xyz",
      minzoom: collection.minzoom, maxzoom: collection.maxzoom, bounds: collection.bounds ?? undefined,
    };
    for (const layer of coloured(collection.layers, token)) {
      layer.layout = { ...layer.layout, visibility: collection.shown ? "visible" : "none" };
      style.layers.push({ ...layer, id: name(layer.id), source: name(collection.key) });
    }
  }
}

// Ids of the layers of one collection, or of all.
export function layerIds(plan, key = null) {
  const chosen = (plan.collections ?? []).filter((one) => key === null || one.key === key);
  return chosen.flatMap((one) => one.layers.map((layer) => name(layer.id)));
}

// What a pop-up says about a feature of a tile; null for features of other layers.
export function told(plan, feature) {
  const collection = (plan.collections ?? []).find((one) => name(one.key) === feature.source);
  if (!collection) return null;
  const { _key: key, ...values } = feature.properties;
  const facts = collection.fields.filter((field) => ![undefined, null, ""].includes(values[field.key]));
  return {
    name: String(values[collection.name] || `${collection.title}: ${key}`),
    note: values[collection.name] ? collection.title : "",
    facts: facts.slice(0, MOST_FACTS).map((field) => [field.title, said(values[field.key], field)]),
    url: `${collection.items}${encodeURIComponent(key)}?f=html`,
  };
}

function said(value, field) {
  const language = document.documentElement.lang || "de";
  if (typeof value === "number") return [value.toLocaleString(language), field.unit].filter(Boolean).join(" ");
  if (typeof value === "boolean") return value ? field.yes : field.no;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T12:00:00`);
  return date ? date.toLocaleDateString(language) : field.values[value] ?? String(value);
}

function coloured(layers, token) {
  return JSON.parse(JSON.stringify(layers).replace(/"(--sk-[a-z]+)"/g, (_all, colour) => `"${token(colour)}"`));
}

// Places have sources and layers of their own, which may be called alike.
function name(key) {
  return `collection:${key}`;
}
