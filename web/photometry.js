// @ts-check
/** What the pages of follow-up photometry share. */

import { find } from "./dom.js";

/** @typedef {import("./dom.js").Row} Row */
/** @typedef {import("./tap.js").Value} Value */

/**
 * Put a table into the page.
 *
 * @param {string} id
 * @param {string[]} heads
 * @param {(Node | string | number | null)[][]} lines cells; numbers are set to the right
 * @param {string} empty what to say where there is no row
 */
export function showTable(id, heads, lines, empty) {
  const place = find(id);
  if (!lines.length) {
    const words = document.createElement("p");
    words.className = "quiet";
    words.textContent = empty;
    place.replaceChildren(words);
    return;
  }
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const text of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const values of lines) {
    const row = body.insertRow();
    for (const value of values) {
      const cell = row.insertCell();
      cell.append(value instanceof Node ? value : String(value ?? ""));
      if (typeof value === "number") {
        cell.className = "number";
      }
    }
  }
  place.replaceChildren(table);
}

/**
 * Make a link.
 *
 * @param {string} address
 * @param {string} text
 */
export function link(address, text) {
  const element = document.createElement("a");
  element.href = address;
  element.textContent = text;
  return element;
}

/**
 * Return an MJD as a date and time of day, UTC.
 *
 * @param {Value} mjd
 */
export function instant(mjd) {
  return typeof mjd === "number" ? new Date((mjd - 40587) * 86400000).toISOString().slice(0, 16).replace("T", " ") : "";
}

/**
 * Return a number with some digits, nothing where there is none.
 *
 * @param {Value} value
 * @param {number} digits
 */
export function fixed(value, digits) {
  return typeof value === "number" ? value.toFixed(digits) : "";
}

/** @param {unknown} error */
export function sayTrouble(error) {
  const place = find("trouble");
  place.hidden = false;
  place.textContent = error instanceof Error ? error.message : String(error);
}
