// @ts-check
/** Tables of the pages. */

import { find, make, quiet } from "./dom.js";

/**
 * Content of a cell: numbers are aligned to the right; an element that is a cell already is used unchanged.
 *
 * @typedef {Node | string | number | boolean | null} Cell
 */

/** @param {Cell} value */
function cell(value) {
  if (value instanceof HTMLTableCellElement) {
    return value;
  }
  const content = value instanceof Node ? value : String(value ?? "");
  return make("td", typeof value === "number" ? { class: "number" } : {}, content);
}

/** @param {string | Node} title */
function headCell(title) {
  return title instanceof HTMLTableCellElement ? title : make("th", { scope: "col" }, title);
}

/**
 * Make a table with a header row.
 *
 * @param {(string | Node)[]} heads
 * @param {Cell[][]} lines
 */
export function makeTable(heads, lines) {
  const body = lines.map((cells) => make("tr", {}, ...cells.map(cell)));
  return make("table", {}, make("thead", {}, make("tr", {}, ...heads.map(headCell))), make("tbody", {}, ...body));
}

/**
 * Make a table without those columns that are empty in every line.
 *
 * @param {string[]} heads
 * @param {Cell[][]} lines
 */
export function makeFilledTable(heads, lines) {
  const kept = heads.flatMap((_, i) => (lines.some((cells) => cells[i] !== "") ? [i] : []));
  return makeTable(
    kept.map((i) => heads[i]),
    lines.map((cells) => kept.map((i) => cells[i])),
  );
}

/**
 * Put a table into the page.
 *
 * @param {string} id
 * @param {(string | Node)[]} heads
 * @param {Cell[][]} lines
 * @param {string} empty what to say where there is no line
 */
export function showTable(id, heads, lines, empty) {
  find(id).replaceChildren(lines.length ? makeTable(heads, lines) : quiet(empty));
}
