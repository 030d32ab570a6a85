// @ts-check
/** The front page: numbers, latest events, a query box. */

import { eventPage } from "./addresses.js";
import { find, link, make, quiet, trouble } from "./dom.js";
import { makeTable, showTable } from "./table.js";
import { ask, queryAddress } from "./tap.js";

/** @typedef {import("./tap.js").Answer} Answer */
/** @typedef {import("./tap.js").Value} Value */

const NUMBERS =
  "SELECT COUNT(*) AS n_events, COUNT(DISTINCT body_name) AS n_bodies, SUM(n_reports) AS n_reports, " +
  "SUM(n_positive) AS n_positive, SUM(n_negative) AS n_negative FROM occ.event";
const LATEST =
  "SELECT TOP 12 event_id, body_number, body_name, star, n_reports, n_positive, n_negative, n_chords " +
  "FROM occ.event ORDER BY event_id DESC";
const SHOWN_ROWS = 50;

/** Queries to start from, by title. */
const EXAMPLES = {
  "Timings of one body":
    "SELECT event_id, observer, country, d_time, d_err, r_time, r_err,\n" +
    "  IN_UNIT(r_time - d_time, 's') AS seconds\n" +
    "FROM occ.report\n" +
    "JOIN occ.event USING (event_id)\n" +
    "WHERE body_number = 10199 AND outcome = 'positive'\n" +
    "ORDER BY d_time",
  "Events with two or more chords":
    "SELECT event_id, body_number, body_name, star, n_chords, n_positive, n_negative\n" +
    "FROM occ.event\n" +
    "WHERE n_chords >= 2\n" +
    "ORDER BY n_chords DESC",
  "Reports by country and outcome":
    "SELECT country, outcome, COUNT(*) AS n\n" +
    "FROM occ.report\n" +
    "WHERE status = 'accepted'\n" +
    "GROUP BY country, outcome\n" +
    "ORDER BY n DESC",
  "Stations near a place":
    "SELECT observer, site, lon, lat, outcome, event_id\n" +
    "FROM occ.report\n" +
    "WHERE DISTANCE(lon, lat, 17.08, -22.57) < 4.5",
};

async function showNumbers() {
  const answer = await ask(NUMBERS);
  answer.columns.forEach((column, index) => {
    const place = document.querySelector("[data-number=" + column.name + "]");
    if (place) {
      place.textContent = Number(answer.data[0][index] ?? 0).toLocaleString("en");
    }
  });
}

/**
 * Return one row of the latest events as cells.
 *
 * @param {Value[]} row
 */
function makeEventCells(row) {
  const [eventId, number, name, star, nReports, nPositive, nNegative, nChords] = row;
  const day = String(eventId).replace(/^(\d{4})(\d{2})(\d{2}).*/, "$1-$2-$3");
  const body = (number === null ? "" : "(" + number + ") ") + (name ?? "");
  return [
    make("time", { datetime: day }, day),
    make("th", { scope: "row" }, link(eventPage(String(eventId)), body)),
    Number(nReports),
    make("td", { class: nPositive ? "number positive" : "number" }, String(nPositive)),
    Number(nNegative),
    Number(nChords),
    star,
  ];
}

async function showLatest() {
  const numbers = ["Reports", "Positive", "Negative", "Chords"];
  const heads = numbers.map((title) => make("th", { scope: "col", class: "number" }, title));
  try {
    const lines = (await ask(LATEST)).data.map(makeEventCells);
    const empty = "No event yet: take reports in with umbra ingest.";
    showTable("latest", ["Date (UTC)", "Body", ...heads, "Star"], lines, empty);
  } catch (error) {
    find("latest").replaceChildren(trouble(error));
  }
}

/**
 * Make the table of an answer.
 *
 * @param {Answer} answer
 */
function makeAnswer(answer) {
  const heads = answer.columns.map((column) =>
    make("span", { title: column.description ?? "" }, column.name + (column.unit ? " [" + column.unit + "]" : "")),
  );
  return makeTable(heads, answer.data);
}

/** @param {SubmitEvent} event */
async function runQuery(event) {
  event.preventDefault();
  const place = find("answer", HTMLDivElement);
  const button = /** @type {HTMLButtonElement} */ (document.querySelector("#ask button"));
  button.disabled = true;
  place.replaceChildren(quiet("Asking TAP …"));
  try {
    const answer = await ask(find("query", HTMLTextAreaElement).value, SHOWN_ROWS);
    place.replaceChildren(answer.data.length ? makeAnswer(answer) : quiet("No row matches."));
    if (answer.data.length === SHOWN_ROWS) {
      place.append(quiet("The first " + SHOWN_ROWS + " rows; take all as VOTable or CSV."));
    }
  } catch (error) {
    place.replaceChildren(trouble(error));
  } finally {
    button.disabled = false;
  }
}

function updateLinks() {
  const query = find("query", HTMLTextAreaElement).value;
  find("as-votable", HTMLAnchorElement).href = queryAddress(query, "votable");
  find("as-csv", HTMLAnchorElement).href = queryAddress(query, "csv");
}

function prepareQueryBox() {
  const choice = find("example", HTMLSelectElement);
  const box = find("query", HTMLTextAreaElement);
  const fill = () => {
    box.value = EXAMPLES[/** @type {keyof typeof EXAMPLES} */ (choice.value)];
    updateLinks();
  };
  choice.append(...Object.keys(EXAMPLES).map((title) => make("option", {}, title)));
  choice.addEventListener("change", fill);
  box.addEventListener("input", updateLinks);
  find("ask", HTMLFormElement).addEventListener("submit", runQuery);
  fill();
}

/** Put this site's own address into the recipes. */
function fillAddresses() {
  for (const place of document.querySelectorAll("[data-address]")) {
    place.textContent = location.origin + place.getAttribute("data-address");
  }
}

fillAddresses();
prepareQueryBox();
showLatest();
showNumbers().catch(() => undefined);
