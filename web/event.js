// @ts-check
/** The page of one event: facts, light curves, reports; everything comes from the site's own TAP and datalink. */

import { color, factList, find, make, rows, table } from "./dom.js";
import { sendTable } from "./samp.js";
import { queryAddress } from "./tap.js";

/** @typedef {import("./dom.js").Row} Row */

const DAY_S = 86400;
const MJD_UNIX = 40587;
/** More readings than this are not drawn. */
const MOST_READINGS = 200000;
/** Readings of a curve that are drawn with dots. */
const DOTTED = 3000;
/** Curves that are drawn without being asked for. */
const DRAWN_AT_ONCE = 12;

const eventId = decodeURIComponent(location.pathname.split("/").pop() || "");
const quoted = "'" + eventId.replaceAll("'", "''") + "'";

/** @param {import("./tap.js").Value} mjd @param {number} digits */
function instant(mjd, digits = 2) {
  if (typeof mjd !== "number") {
    return "";
  }
  // A Date holds milliseconds: the day and the second of the day are written apart.
  const day = Math.floor(mjd);
  const ticks = Math.round((mjd - day) * DAY_S * 10 ** digits);
  const date = new Date((day - MJD_UNIX + Math.floor(ticks / (DAY_S * 10 ** digits))) * DAY_S * 1000);
  const rest = ticks % (DAY_S * 10 ** digits);
  const seconds = rest / 10 ** digits;
  const pad = (/** @type {number} */ n) => String(Math.floor(n)).padStart(2, "0");
  const second = (seconds % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return `${date.toISOString().slice(0, 10)} ${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${second}`;
}

/** @param {import("./tap.js").Value} mjd @param {import("./tap.js").Value} err */
function edge(mjd, err) {
  if (typeof mjd !== "number") {
    return "";
  }
  return instant(mjd, 3).slice(11) + (typeof err === "number" ? ` ± ${Number(err.toPrecision(2))} s` : "");
}

/** @param {import("./tap.js").Value} value @param {number} digits @param {string} [unit] */
function number(value, digits, unit = "") {
  return typeof value === "number" ? value.toFixed(digits) + (unit ? " " + unit : "") : "";
}

/** @param {Row} event */
function bodyOf(event) {
  return [event.body_number === null ? "" : `(${event.body_number})`, event.body_name ?? ""].join(" ").trim();
}

/** @param {Row} event @param {Row[]} curves */
function showFacts(event, curves) {
  const name = bodyOf(event) || "An unknown body";
  const time = event.time_closest ?? event.time_predicted ?? curves.find((curve) => curve.time_start !== null)?.time_start ?? null;
  document.title = `${name}: occultation ${eventId.slice(0, 8)}: Umbra`;
  find("title").textContent = `${name} occults ${event.star ?? "a star"}`;
  find("subtitle").textContent = time === null ? eventId : instant(time, 0) + " UTC";
  const facts = {
    Star: event.star,
    "Gaia DR3": event.star === `Gaia DR3 ${event.star_gaia}` ? null : event.star_gaia,
    "RA, Dec (ICRS)": event.ra === null ? null : `${number(event.ra, 5)}°, ${number(event.dec, 5)}°`,
    "Magnitude of the star": number(event.star_mag, 1, "mag"),
    "Expected drop": number(event.mag_drop, 1, "mag"),
    "Distance of the body": number(event.body_distance, 3, "au"),
    "Speed of the shadow": number(event.shadow_speed, 2, "km/s"),
    "Assumed diameter": number(event.body_diameter, 1, "km"),
    Ephemeris: event.ephemeris,
    Reports: event.n_reports ? `${event.n_reports}: ${event.n_positive} positive, ${event.n_negative} negative` : "none",
    Identifier: eventId,
  };
  find("facts").replaceChildren(factList(facts));
}

/** @param {Row[]} reports */
function showReports(reports) {
  if (reports.length === 0) {
    find("reports").replaceChildren(make("p", { class: "quiet" }, "No station has sent a report."));
    return;
  }
  const heads = ["Observer", "Place", "Outcome", "D (UTC)", "R (UTC)", "Duration", "Method", "Aperture", "Report"];
  const lines = reports.map((report) => [
    String(report.observer ?? ""),
    [report.site, report.country].filter(Boolean).join(", "),
    make("span", { class: report.outcome === "positive" ? "positive" : "" }, String(report.outcome)),
    edge(report.d_time, report.d_err),
    edge(report.r_time, report.r_err),
    typeof report.d_time === "number" && typeof report.r_time === "number"
      ? ((report.r_time - report.d_time) * DAY_S).toFixed(2) + " s"
      : number(report.duration, 2, "s"),
    String(report.method ?? ""),
    number(report.aperture, 0, "cm"),
    String(report.report_id),
  ]);
  find("reports").replaceChildren(table(heads, lines));
}

/** @param {Row[]} results */
function showResults(results) {
  if (results.length === 0) {
    return;
  }
  find("results-section").hidden = false;
  const heads = ["Program", "D (UTC)", "R (UTC)", "Duration", "Drop", "S/N", "Level of errors", "Report"];
  const lines = results.map((result) => [
    String(result.software ?? result.source_format),
    edge(result.d_time, result.d_err),
    edge(result.r_time, result.r_err),
    number(result.duration, 2, "s"),
    number(result.mag_drop, 2, "mag"),
    number(result.snr ?? result.dnr, 1),
    String(result.err_level),
    String(result.report_id ?? ""),
  ]);
  find("results").replaceChildren(table(heads, lines));
}

/** @param {Row[]} files */
function showFiles(files) {
  find("files-section").hidden = files.length === 0;
  for (const file of files) {
    const address = "/occ/lc/dl/dlget?ID=" + encodeURIComponent(String(file.attachment_id));
    const link = make("a", { href: address }, String(file.name));
    const caption = make("figcaption", {}, link, ` (${Math.ceil(Number(file.n_bytes) / 1000)} kB as sent)`);
    const picture = make("img", { src: address, alt: String(file.name), loading: "lazy" });
    const shown = String(file.media_type).startsWith("image/") ? [picture] : [];
    find("files").append(make("figure", {}, ...shown, caption));
  }
}

/** Light curves of one station in the order in which they are offered: the ratio first. */
const ORDER = ["ratio", "target", "unknown", "comparison", "other"];

/**
 * Group curves by the recording they come from.
 *
 * @param {Row[]} curves
 * @returns {Row[][]}
 */
function stations(curves) {
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const curve of curves) {
    const key = [curve.report_id ?? curve.observer ?? "", curve.source_format, curve.time_start, curve.n_points].join();
    groups.set(key, [...(groups.get(key) ?? []), curve]);
  }
  const rank = (/** @type {Row} */ curve) => ORDER.indexOf(String(curve.role));
  return [...groups.values()].map((group) => group.sort((a, b) => rank(a) - rank(b)));
}

/** @param {Row} curve */
function address(curve) {
  return location.origin + "/occ/lc/dl/dlget?ID=" + encodeURIComponent(String(curve.lightcurve_id));
}

/** What has to be said of curves that nobody measured, by their origin. */
const UNMEASURED = /** @type {Record<string, string>} */ ({
  synthetic: "Simulated: computed from a model, nothing was observed.",
  placeholder: "A placeholder: every value is the same, nothing was measured.",
});

/** @param {Row[]} group */
function warnings(group) {
  return group.flatMap((curve) => {
    const words = UNMEASURED[String(curve.origin)];
    return words ? [make("p", { class: "notice" }, `${words} (${curve.aperture_name ?? curve.lightcurve_id})`)] : [];
  });
}

/**
 * Show the light curves of one recording.
 *
 * @param {Row[]} group
 * @param {Map<string, Row>} reports
 * @param {boolean} isAtOnce
 */
function showStation(group, reports, isAtOnce) {
  const first = group[0];
  const report = reports.get(String(first.report_id));
  const words = [report?.site, report?.country].filter(Boolean).join(", ");
  const name = first.observer ?? (words || "A station without a report");
  const title = make("h3", {}, String(name), make("small", {}, name === words ? "" : words));
  const plot = make("div", { class: "plot" });
  const links = make("div", { class: "links" });
  const shown = make("p", { class: "address" });
  const card = make("article", { class: "curve" }, title, ...warnings(group), plot, links, shown);
  find("curves").append(card);
  const choice = make("select", { "aria-label": "Light curve" });
  for (const [i, curve] of group.entries()) {
    choice.append(make("option", { value: String(i) }, `${curve.role}: ${curve.aperture_name ?? curve.lightcurve_id}`));
  }
  const open = () => {
    const curve = group[Number(/** @type {HTMLSelectElement} */ (choice).value)];
    showLinks(curve, group.length > 1 ? choice : null, links, shown);
    draw(plot, curve, report).catch((problem) => plot.replaceChildren(make("p", { class: "error" }, problem.message)));
  };
  choice.addEventListener("change", open);
  if (isAtOnce) {
    open();
  } else {
    const button = make("button", { type: "button" }, "Draw");
    button.addEventListener("click", open);
    plot.replaceChildren(button);
  }
}

/**
 * Show what can be done with a light curve.
 *
 * @param {Row} curve
 * @param {HTMLElement | null} choice
 * @param {HTMLElement} links
 * @param {HTMLElement} shown
 */
function showLinks(curve, choice, links, shown) {
  const base = address(curve);
  const datalink = base.replace("dlget", "dlmeta");
  const send = make("button", { type: "button" }, "Send by SAMP");
  const note = make("span", { class: "quiet", role: "status" });
  send.addEventListener("click", () => {
    const say = (/** @type {string} */ words) => (note.textContent = words);
    sendTable(base, String(curve.lightcurve_id), say).catch((problem) => say(problem.message));
  });
  links.replaceChildren(
    ...(choice ? [choice] : []),
    make("a", { href: base, download: curve.lightcurve_id + ".vot" }, "VOTable"),
    make("a", { href: base + "&FORMAT=csv", download: curve.lightcurve_id + ".csv" }, "CSV"),
    make("a", { href: base + "&FORMAT=png" }, "Picture"),
    make("a", { href: base + "&FORMAT=original" }, "Original file"),
    make("a", { href: datalink }, "All links"),
    send,
    note,
  );
  shown.replaceChildren(base);
}

/** @param {Row} curve */
function fluxTitle(curve) {
  if (curve.role === "ratio") {
    return "flux (unocculted: 1)";
  }
  return curve.origin === "synthetic" ? "flux [of the model]" : "flux [as measured]";
}

/**
 * Draw a light curve.
 *
 * @param {HTMLElement} plot
 * @param {Row} curve
 * @param {Row | undefined} report
 */
async function draw(plot, curve, report) {
  const id = String(curve.lightcurve_id).replaceAll("'", "''");
  const query = `SELECT seq, mjd, flux, flux_err, flags FROM occ.sample WHERE lightcurve_id = '${id}' ORDER BY seq`;
  const readings = await rows(query, MOST_READINGS);
  const start = Number(curve.time_start ?? 0);
  const hasTimes = curve.time_start !== null;
  const x = readings.map((r) => (hasTimes ? (r.mjd === null ? null : (Number(r.mjd) - start) * DAY_S) : r.seq));
  const trace = {
    x,
    y: readings.map((r) => r.flux),
    error_y: readings.some((r) => r.flux_err !== null)
      ? { type: "data", array: readings.map((r) => r.flux_err), thickness: 0.6, width: 0 }
      : undefined,
    text: readings.map((r) => (hasTimes ? instant(r.mjd, 4).slice(11) + " UTC" : "")),
    hovertemplate: "%{text}<br>%{y:.5g}<extra></extra>",
    type: readings.length > 20000 ? "scattergl" : "scatter",
    mode: readings.length > DOTTED ? "lines" : "lines+markers",
    line: { color: color("--link"), width: 1 },
    marker: { color: color("--link"), size: 4 },
    connectgaps: false,
  };
  const lines = [];
  const notes = [];
  for (const [letter, time, name] of [["D", report?.d_time, "--gold"], ["R", report?.r_time, "--good"]]) {
    if (hasTimes && typeof time === "number") {
      const place = (time - start) * DAY_S;
      lines.push({ type: "line", x0: place, x1: place, yref: "paper", y0: 0, y1: 1, line: { color: color(String(name)), width: 1.5 } });
      notes.push({ x: place, y: 1, yref: "paper", yanchor: "bottom", text: letter, showarrow: false, font: { color: color(String(name)) } });
    }
  }
  const grid = { gridcolor: color("--line"), zerolinecolor: color("--line") };
  const layout = {
    height: 320,
    margin: { l: 60, r: 12, t: 28, b: 60 },
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    font: { color: color("--ink") },
    xaxis: { title: { text: hasTimes ? `seconds after ${instant(start, 3).slice(11)} UTC` : "reading" }, ...grid },
    yaxis: { title: { text: fluxTitle(curve) }, rangemode: "tozero", ...grid },
    shapes: lines,
    annotations: notes,
    showlegend: false,
    modebar: { bgcolor: "transparent", color: color("--quiet"), activecolor: color("--link") },
  };
  plot.replaceChildren();
  // @ts-ignore: plotly is loaded by a script element of its own.
  await window.Plotly.newPlot(plot, [trace], layout, { responsive: true, displaylogo: false });
  plot.dataset.drawn = String(readings.length);
}

/** @param {Row[]} curves */
function showAddresses(curves) {
  for (const [name, words] of [["event", "The event"], ["report", "Its reports"], ["lightcurve", "Its light curves, readings in arrays"], ["sample", "All readings, one a row"], ["timing_result", "Timings found by programs"]]) {
    const query = `SELECT * FROM occ.${name} WHERE event_id = ${quoted}`;
    const item = make("li", {}, words + ": ");
    item.append(make("a", { href: queryAddress(query, "votable") }, "VOTable"), " ", make("a", { href: queryAddress(query, "csv") }, "CSV"));
    find("tables").append(item);
  }
  find("snippet").textContent = [
    "import pyvo",
    "",
    `tap = pyvo.dal.TAPService("${location.origin}/tap")`,
    'curves = tap.run_sync("""',
    "    SELECT lightcurve_id, observer, mjd, flux",
    "    FROM occ.lightcurve",
    `    WHERE event_id = ${quoted}""")`,
    'mjd, flux = curves[0]["mjd"], curves[0]["flux"]',
    ...(curves.length ? ["", "# the first one as a table of its own", "from astropy.table import Table", "curve = Table.read(", `    "${address(curves[0])}")`] : []),
  ].join("\n");
}

const CURVE_COLUMNS =
  "lightcurve_id, report_id, role, origin, observer, aperture_name, n_points, n_dropped, time_start, source_format";

async function main() {
  const [events, reports, curves, results, files] = await Promise.all([
    rows(`SELECT * FROM occ.event WHERE event_id = ${quoted}`),
    rows(`SELECT * FROM occ.report WHERE event_id = ${quoted} AND status = 'accepted' ORDER BY lat DESC`),
    rows(`SELECT ${CURVE_COLUMNS} FROM occ.lightcurve WHERE event_id = ${quoted} ORDER BY lightcurve_id`),
    rows(`SELECT * FROM occ.timing_result WHERE event_id = ${quoted} ORDER BY result_id`),
    rows(`SELECT * FROM occ.attachment WHERE event_id = ${quoted} ORDER BY attachment_id`),
  ]);
  if (events.length === 0) {
    throw new Error("There is no event " + eventId);
  }
  showFacts(events[0], curves);
  showReports(reports);
  showResults(results);
  showFiles(files);
  showAddresses(curves);
  const groups = stations(curves);
  find("curves-note").textContent = groups.length
    ? "Drag to zoom, double-click to return. Vertical lines are the times that the station reported."
    : "No light curve of this event has come in yet.";
  const known = new Map(reports.map((report) => [String(report.report_id), report]));
  for (const [i, group] of groups.entries()) {
    showStation(group, known, i < DRAWN_AT_ONCE);
  }
}

main().catch((problem) => {
  find("trouble").replaceChildren(make("p", { class: "error" }, problem.message));
});
