// @ts-check
/**
 * What the pages of follow-up photometry share.
 *
 * @typedef {import("./tap.js").Answer} Answer
 * @typedef {import("./tap.js").Value} Value
 * @typedef {Record<string, Value>} Row
 */

/**
 * Return the element of the page with an identifier.
 *
 * @param {string} id
 */
export function find(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error("The page has no " + id);
  }
  return element;
}

/**
 * Return the rows of an answer by column name.
 *
 * @param {Answer} answer
 * @returns {Row[]}
 */
export function rowsOf(answer) {
  return answer.data.map((row) => Object.fromEntries(answer.columns.map((column, index) => [column.name, row[index]])));
}

/**
 * Put a table into the page.
 *
 * @param {string} id
 * @param {string[]} heads
 * @param {(Node | string | number | null)[][]} rows cells; numbers are set to the right
 * @param {string} empty what to say where there is no row
 */
export function showTable(id, heads, rows, empty) {
  const place = find(id);
  if (!rows.length) {
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
  for (const values of rows) {
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
