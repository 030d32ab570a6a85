// @ts-check
/** Elements of pages, and rows of tables by the names of their columns. */

import { ask } from "./tap.js";

/** @typedef {import("./tap.js").Value} Value */
/** @typedef {Record<string, Value>} Row */

/**
 * Return an element of the page.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function find(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error("The page has no " + id);
  }
  return element;
}

/**
 * Make an element.
 *
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(string | Node)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
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
 * Make a table; columns in which no line says anything are left out.
 *
 * @param {string[]} heads
 * @param {(string | Node)[][]} lines
 */
export function table(heads, lines) {
  const kept = heads.flatMap((_, i) => (lines.some((cells) => cells[i] !== "") ? [i] : []));
  const head = make("tr", {}, ...kept.map((i) => make("th", { scope: "col" }, heads[i])));
  const body = lines.map((cells) => make("tr", {}, ...kept.map((i) => make("td", {}, cells[i]))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

/**
 * Make a list of facts; those without a value are left out.
 *
 * @param {Record<string, Value | undefined>} facts
 */
export function factList(facts) {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const items = known.map(([term, value]) => make("div", {}, make("dt", {}, term), make("dd", {}, String(value))));
  return make("dl", { class: "facts" }, ...items);
}

/**
 * Return a colour of the page's style.
 *
 * @param {string} name
 */
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * Return the colour of an outcome, as in the overlays.
 *
 * @param {unknown} outcome
 */
export function outcomeColor(outcome) {
  return color("--outcome-" + outcome) || color("--quiet");
}

/**
 * Draw with plotly in the style of the page.
 *
 * @param {HTMLElement} place
 * @param {object[]} traces
 * @param {object} layout what differs from the style
 */
export async function plot(place, traces, layout) {
  const styled = {
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { color: color("--ink") },
    showlegend: false,
    hovermode: "closest",
    modebar: { bgcolor: "transparent", color: color("--quiet"), activecolor: color("--link") },
    ...layout,
  };
  place.replaceChildren();
  // @ts-ignore: plotly is loaded by a script element of its own.
  await window.Plotly.newPlot(place, traces, styled, { responsive: true, displaylogo: false });
}

/** Lines of a plot in the style of the page. */
export function grid() {
  return { gridcolor: color("--line"), zerolinecolor: color("--quiet"), linecolor: color("--quiet") };
}

/**
 * Return a value with its uncertainty in words.
 *
 * @param {Value} value
 * @param {Value} err
 * @param {number} digits
 * @param {string} [unit]
 */
export function withError(value, err, digits, unit = "") {
  if (typeof value !== "number") {
    return "";
  }
  const tail = unit ? " " + unit : "";
  return value.toFixed(digits) + (typeof err === "number" ? " ± " + err.toFixed(digits) : "") + tail;
}
