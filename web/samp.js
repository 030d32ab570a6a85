// @ts-check
/** Sends tables to the programs that listen on this computer, by the Web Profile of SAMP (IVOA SAMP 1.3, section 5). */

const LIBRARY = "/static/js/samp.js";
/** The message that TOPCAT, Aladin and others take tables by. */
const TABLE = "table.load.votable";

/** @type {Promise<any> | undefined} */
let connector;

/** Load the client library that DaCHS brings, and return the one connector of the page. */
function connect() {
  connector ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.addEventListener("load", () => {
      const made = new (/** @type {any} */ (window).samp.Connector)("Umbra", {
        "samp.name": "Umbra",
        "samp.description.text": "Stellar occultations: light curves, chords and limbs",
        "samp.icon.url": location.origin + "/static/umbra/logo.png",
      });
      window.addEventListener("pagehide", () => made.unregister());
      resolve(made);
    });
    script.addEventListener("error", () => reject(new Error("The SAMP library could not be loaded.")));
    document.head.append(script);
  });
  return connector;
}

/**
 * Send a table to all programs that take tables.
 *
 * @param {string} url of a VOTable
 * @param {string} name
 * @param {(words: string) => void} say called with what becomes of it
 */
export async function sendTable(url, name, say) {
  say("Looking for a hub …");
  const made = await connect();
  const message = new (/** @type {any} */ (window).samp.Message)(TABLE, { url, name, "table-id": name });
  const sayRefused = () => say("The hub did not take the message.");
  const send = (/** @type {any} */ connection) => {
    const sendIfTaken = (/** @type {object} */ takers) => {
      if (Object.keys(takers).length === 0) {
        say("The hub knows no program that takes tables: start TOPCAT or Aladin.");
        return;
      }
      connection.notifyAll([message], () => say("Sent."), sayRefused);
    };
    connection.getSubscribedClients([TABLE], sendIfTaken, sayRefused);
  };
  made.runWithConnection(send, () => say("No SAMP hub answers: start TOPCAT or Aladin, or load the address below there."));
}
