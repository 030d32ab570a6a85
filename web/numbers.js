// @ts-check
/** Numbers as text, with their units and uncertainties. */

import { timeText } from "./instant.js";

/** @typedef {import("./tap.js").Value} Value */

/**
 * Return a number with some decimals; an empty text if it is missing.
 *
 * @param {Value} value
 * @param {number} decimals
 * @param {string} [unit]
 */
export function fixed(value, decimals, unit = "") {
  return typeof value === "number" ? value.toFixed(decimals) + (unit && " " + unit) : "";
}

/**
 * Return a value with its uncertainty; an empty text if it is missing.
 *
 * @param {Value} value
 * @param {Value} err
 * @param {number} decimals
 * @param {string} [unit]
 */
export function withError(value, err, decimals, unit = "") {
  const tail = typeof err === "number" ? " ± " + err.toFixed(decimals) : "";
  return typeof value === "number" ? value.toFixed(decimals) + tail + (unit && " " + unit) : "";
}

/**
 * Return the time of day of a disappearance or reappearance with its uncertainty; an empty text if it is missing.
 *
 * @param {Value} mjd
 * @param {Value} err [s]
 */
export function edgeText(mjd, err) {
  return timeText(mjd, 3) + (mjd !== null && typeof err === "number" ? ` ± ${Number(err.toPrecision(2))} s` : "");
}
