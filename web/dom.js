// @ts-check
/** Elements of pages. */

/** @typedef {import("./tap.js").Value} Value */

/**
 * Return an element of the page.
 *
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [kind] class of the element
 * @returns {T}
 */
export function find(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof (kind ?? HTMLElement))) {
    throw new Error("The page has no " + id);
  }
  return /** @type {T} */ (element);
}

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
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
 * Make a link.
 *
 * @param {string} address
 * @param {string} words
 */
export function link(address, words) {
  return make("a", { href: address }, words);
}

/**
 * Make a paragraph of secondary text.
 *
 * @param {string} words
 */
export function quiet(words) {
  return make("p", { class: "quiet" }, words);
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

/** @param {unknown} error */
export function errorText(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Make a paragraph that states an error.
 *
 * @param {unknown} error
 */
export function trouble(error) {
  return make("p", { class: "error", role: "alert" }, errorText(error));
}

/**
 * Show an error in the element that the page has for it.
 *
 * @param {unknown} error
 */
export function showTrouble(error) {
  const place = find("trouble");
  place.hidden = false;
  place.textContent = errorText(error);
  for (const waiting of document.querySelectorAll("[data-waiting]")) {
    waiting.textContent = "Not there, for the reason above.";
  }
}
