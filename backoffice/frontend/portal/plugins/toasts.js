// Messages of the server stand in [data-toasts]. With script they can be closed, and leave by themselves after ten
// seconds unless someone is pointing at them, is in them with the keyboard, or they say what went wrong.
const STAY_MS = 10_000;

const shelf = () => document.querySelector("[data-toasts]");

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  const close = toast.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.hasAttribute("data-stays")) return;
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), STAY_MS));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}

/** Says one sentence in a toast made from the page's own pattern. The same sentence is never said twice at once. */
export function say(text) {
  const place = shelf();
  const said = [...place.querySelectorAll("[data-text]")].some((node) => node.textContent === text);
  if (said) return;
  const toast = document.querySelector("[data-toast-pattern]").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-text]").textContent = text;
  place.append(toast);
  watch(toast);
}

const watchAll = () => shelf()?.querySelectorAll("[data-toast]").forEach(watch);

document.addEventListener("htmx:load", watchAll);
document.addEventListener("htmx:oobAfterSwap", watchAll);
