// Lists beside the board (done, off the menu) open over it, so that the board stays and goes on listening.
// Without script they are pages of their own.
import { say } from "./words.js";

const panel = document.getElementById("panel");
const body = document.getElementById("panel-body");
const SIGNED_OUT = Symbol("signed out");
let tellBoard;

export function openPanels({ changed }) {
  tellBoard = changed;
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[data-panel]");
    if (!anchor) return;
    event.preventDefault();
    fill(anchor.href);
  });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    const data = new FormData(event.target);
    if (button?.name) data.append(button.name, button.value);
    const to = button?.hasAttribute("formaction") ? button.formAction : event.target.action;
    fill(to, { method: "POST", body: data }).then(tellBoard);
  });
  // The way back to the board is closing the panel.
  body.addEventListener("click", (event) => {
    const anchor = event.target.closest("a:not([data-panel])");
    if (!anchor || anchor.pathname !== location.pathname) return;
    event.preventDefault();
    panel.close();
  });
}

async function fill(url, options = {}) {
  const main = await load(url, options);
  if (main === SIGNED_OUT) {
    panel.close();
    tellBoard();
    return;
  }
  const hint = document.createElement("p");
  hint.className = "panel__hint";
  hint.textContent = say("panel_offline");
  body.replaceChildren(main ?? hint);
  if (!panel.open) panel.showModal();
  body.scrollTop = 0;
  body.focus();
}

async function load(url, options) {
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(9000) });
    // Led out of the kitchen to the log-in: the board says so itself, and stays.
    if (response.redirected && !new URL(response.url).pathname.startsWith("/kitchen/")) return SIGNED_OUT;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const main = page.querySelector("main");
    return main && document.adoptNode(main);
  } catch {
    return null;
  }
}
