// @ts-check
/** Chords and limb of an event in Aladin Lite, magnified: the polygons of the event's own VOTable. */

// @ts-expect-error: put beside the pages when the site is set up.
import A from "./aladin.js";
import { fileAddress } from "./addresses.js";
import { errorText, find } from "./dom.js";
import { color } from "./plot.js";

const FACTOR = "1000";
/** Pictures of the sky behind the polygons: the Digitized Sky Survey at CDS. */
const SURVEY = "P/DSS2/color";

const parameters = new URLSearchParams(location.search);
const eventId = parameters.get("event") ?? "";
const factor = parameters.get("factor") ?? FACTOR;
const address = fileAddress("event", eventId, { FORMAT: "votable", FACTOR: factor });

/** @param {string} words */
function say(words) {
  find("note").textContent = words;
}

/**
 * Return the rows of a VOTable (TABLEDATA) by the names of its fields.
 *
 * @param {Document} document
 * @returns {Record<string, string>[]}
 */
function rowsOf(document) {
  const names = [...document.querySelectorAll("FIELD")].map((field) => field.getAttribute("name") ?? "");
  return [...document.querySelectorAll("TR")].map((row) =>
    Object.fromEntries([...row.querySelectorAll("TD")].map((cell, i) => [names[i], cell.textContent ?? ""])),
  );
}

/** @param {string} region */
function vertices(region) {
  const numbers = region.split(/\s+/).slice(2).map(Number);
  return numbers.flatMap((ra, i) => (i % 2 === 0 ? [[ra, numbers[i + 1]]] : []));
}

/**
 * Let the button fetch pictures of the sky.
 *
 * @param {any} aladin
 */
function offerPictures(aladin) {
  const button = find("pictures");
  button.hidden = false;
  button.addEventListener("click", () => {
    aladin.setBaseImageLayer(SURVEY);
    button.hidden = true;
  });
}

async function main() {
  const answer = await fetch(address);
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(text);
  }
  const rows = rowsOf(new DOMParser().parseFromString(text, "text/xml"));
  const limb = rows.find((row) => row.kind === "limb") ?? rows[0];
  const outline = vertices(limb.s_region);
  const height = Math.max(...outline.map((place) => place[1])) - Math.min(...outline.map((place) => place[1]));
  // The field of view is a width; it is so large that the height shows the whole body too.
  const shape = Math.max(1, window.innerWidth / window.innerHeight);
  await A.init;
  const aladin = A.aladin("#aladin", {
    target: `${limb.ra} ${limb.dec}`,
    fov: Math.max(1.6 * height * shape, 0.001),
    cooFrame: "ICRS",
    // Other hosts are contacted only if the user asks for it.
    survey: [],
    log: false,
    showReticle: false,
    showFullscreenControl: false,
    showLayersControl: true,
    showProjectionControl: false,
  });
  const kinds = /** @type {[string, string][]} */ ([["chord", color("--sky-chord")], ["limb", color("--sky-limb")]]);
  for (const [kind, shade] of kinds) {
    const overlay = A.graphicOverlay({ name: kind, color: shade, lineWidth: 2 });
    aladin.addOverlay(overlay);
    for (const row of rows.filter((one) => one.kind === kind)) {
      overlay.add(A.polygon(vertices(row.s_region)));
    }
  }
  offerPictures(aladin);
  say(`${rows.length} polygons, magnified ${factor} times about the body; east is to the left.`);
  document.body.dataset.drawn = String(rows.length);
}

main().catch((problem) => say(errorText(problem)));
