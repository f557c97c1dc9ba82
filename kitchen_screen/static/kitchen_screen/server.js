// Talks to the server: what the board asks, the taps it sends, and what each kind of answer means.
import * as link from "./link.js";
import { hear } from "./time.js";

const PATIENCE = 9000; // milliseconds until no answer counts as no network
const SLOW = 4000;
const board = document.getElementById("board");
const token = () => board.elements.csrfmiddlewaretoken;

// `response` when it is of use, else `wrong` says why not; the link says it too.
async function ask(url, options = {}) {
  const slow = setTimeout(() => link.set("checking"), SLOW);
  try {
    const response = await fetch(url, {
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
      headers: { "X-Board": "1", ...options.headers },
    });
    hear(response);
    const wrong = trouble(response);
    if (wrong) link.set(wrong === "broken" ? "offline" : wrong);
    else link.heard();
    return wrong ? { wrong } : { response };
  } catch {
    link.set("offline");
    return { wrong: "offline" };
  } finally {
    clearTimeout(slow);
  }
}

// Another page instead of an answer is the log-in, or the question for the second factor.
function trouble(response) {
  if (response.type === "opaqueredirect" || response.status === 401) return "signed_out";
  if (response.status === 403 && isJson(response)) return "not_allowed";
  return response.status >= 500 ? "broken" : null;
}

const isJson = (response) => response.headers.get("Content-Type")?.startsWith("application/json");

let etag = board.dataset.etag;

// The tickets' HTML, or null when nothing is new or nothing came.
export async function tickets({ anew = false } = {}) {
  const { response } = await ask(board.dataset.poll, { headers: etag && !anew ? { "If-None-Match": etag } : {} });
  if (response?.status !== 200) return null;
  etag = response.headers.get("ETag");
  return response.text();
}

export async function sendTap(tap, again = true) {
  const body = new URLSearchParams({ kind: tap.kind, uid: tap.uid, device_at: tap.at, csrfmiddlewaretoken: token().value });
  if (tap.seen) body.set("seen", tap.seen);
  const { response, wrong } = await ask(board.dataset.tap.replace("/0/", `/${tap.ticket}/`), { method: "POST", body });
  if (wrong) return wrong === "broken" ? { later: true } : { stop: true };
  if (response.status === 403) return again && (await renewToken()) ? sendTap(tap, false) : { stop: true };
  if (response.ok || response.status === 409) return { status: response.status, ...(await response.json()) };
  return { status: response.status };
}

// A new sign-in in another window makes the form's token old.
async function renewToken() {
  const { response } = await ask(location.href);
  const page = response?.ok && new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page && page.querySelector("#board [name=csrfmiddlewaretoken]");
  if (fresh) token().value = fresh.value;
  return Boolean(fresh);
}
