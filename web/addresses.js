// @ts-check
/** Addresses within the site: pages, files and lists of links of events, light curves and targets. */

/** Datalink services by what they give the files of. */
const DATALINK = { lightcurve: "/occ/lc/dl/", event: "/occ/chord/dl/", photometry: "/phot/q/dl/" };

/** @typedef {keyof typeof DATALINK} Kind */

/**
 * Return the address of a file.
 *
 * @param {Kind} kind
 * @param {string} id
 * @param {Record<string, string>} [parameters] such as FORMAT
 */
export function fileAddress(kind, id, parameters = {}) {
  return DATALINK[kind] + "dlget?" + queryText({ ID: id, ...parameters });
}

/**
 * Return the address of the DataLink document of an identifier (IVOA DataLink).
 *
 * @param {Kind} kind
 * @param {string} id
 */
export function linksAddress(kind, id) {
  return DATALINK[kind] + "dlmeta?" + queryText({ ID: id });
}

/** @param {string} id */
export function eventPage(id) {
  return "/occ/q/page/qp/" + encodeURIComponent(id);
}

/** @param {string} id */
export function targetPage(id) {
  return "/static/umbra/target.html?" + queryText({ id });
}

/** @param {Record<string, string>} parameters */
function queryText(parameters) {
  const pairs = Object.entries(parameters).map(([name, value]) => name + "=" + encodeURIComponent(value));
  return pairs.join("&");
}

/** Return the event that this page is of, from the page's address. */
export function eventOfPage() {
  return decodeURIComponent(location.pathname.split("/").pop() ?? "");
}
