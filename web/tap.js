// @ts-check
/**
 * A small TAP client: every page queries the TAP service of its own site, as any script can.
 *
 * @typedef {string | number | boolean | null} Value
 * @typedef {{name: string, unit: string, description: string, datatype: string}} Column
 * @typedef {{columns: Column[], data: Value[][]}} Answer
 * @typedef {Record<string, Value>} Row values by the names of their columns
 */

/**
 * Return the address of a query.
 *
 * @param {string} query ADQL
 * @param {string} format one that /tap/capabilities lists
 * @param {number} [maxrec] upper limit of rows
 */
export function queryAddress(query, format, maxrec) {
  const parameters = new URLSearchParams({ LANG: "ADQL", FORMAT: format, QUERY: query });
  if (maxrec !== undefined) {
    parameters.set("MAXREC", String(maxrec));
  }
  return "/tap/sync?" + parameters;
}

/**
 * Return a text as ADQL writes it.
 *
 * @param {Value} text
 */
export function literal(text) {
  return "'" + String(text).replaceAll("'", "''") + "'";
}

/** The queries of a page run one after the other: many at once wait for each other's locks in the server. */
let previous = Promise.resolve();

/**
 * Run a query after all earlier ones have ended.
 *
 * @param {string} query ADQL
 * @param {number} [maxrec] upper limit of rows
 * @returns {Promise<Answer>}
 * @throws {Error} with the message of the server
 */
export function ask(query, maxrec) {
  const answer = previous.then(() => askNow(query, maxrec));
  previous = answer.then(
    () => undefined,
    () => undefined,
  );
  return answer;
}

/**
 * Run a query and return its rows by the names of their columns.
 *
 * @param {string} query ADQL
 * @param {number} [maxrec] upper limit of rows
 * @returns {Promise<Row[]>}
 */
export async function rows(query, maxrec) {
  const answer = await ask(query, maxrec);
  const names = answer.columns.map((column) => column.name);
  return answer.data.map((values) => Object.fromEntries(names.map((name, i) => [name, values[i]])));
}

/**
 * Run a query at once.
 *
 * @param {string} query ADQL
 * @param {number} [maxrec] upper limit of rows
 * @returns {Promise<Answer>}
 */
async function askNow(query, maxrec) {
  const response = await fetch(queryAddress(query, "json", maxrec));
  const text = await response.text();
  if (!response.ok || !text.startsWith("{")) {
    throw new Error(errorWords(text));
  }
  return LARGE_INTEGER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** An integer that a number of JavaScript may not hold, for instance an identifier of Gaia. */
const LARGE_INTEGER = /[[,]\s*-?\d{16,}\s*[,\]]/;

/**
 * Keep all digits of large integers, as text.
 *
 * @param {string} _ name or place
 * @param {any} value
 * @param {{source: string}} [context] what browsers since 2025 tell of the number's own text
 */
function keepDigits(_, value, context) {
  const isLarge = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge && context !== undefined ? context.source : value;
}

/**
 * Return the message of an error that TAP reports as a VOTable.
 *
 * @param {string} text
 */
function errorWords(text) {
  const info = new DOMParser().parseFromString(text, "text/xml").querySelector("INFO[name=QUERY_STATUS]");
  return info?.textContent?.trim() || "The server gave no readable answer.";
}
