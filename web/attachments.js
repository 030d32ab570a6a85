// @ts-check
/** Files that the observers of an event sent along. */

import { fileAddress } from "./addresses.js";
import { find, link, make } from "./dom.js";

/** @typedef {import("./tap.js").Row} Row */

/** @param {Row[]} files */
export function showAttachments(files) {
  find("files-section").hidden = files.length === 0;
  for (const file of files) {
    const address = fileAddress("lightcurve", String(file.attachment_id));
    const size = ` (${Math.ceil(Number(file.n_bytes) / 1000)} kB as sent)`;
    const caption = make("figcaption", {}, link(address, String(file.name)), size);
    const picture = make("img", { src: address, alt: String(file.name), loading: "lazy" });
    const shown = String(file.media_type).startsWith("image/") ? [picture] : [];
    find("files").append(make("figure", {}, ...shown, caption));
  }
}
