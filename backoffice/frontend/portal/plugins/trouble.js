// A request that got no answer, or a refusal without a page of its own, is said in a toast. The words come from the
// page, already translated. Elements that follow something (follow.js) tell it in their own way.
import { say } from "./toasts.js";

const words = () => document.querySelector("[data-toasts]").dataset;
const follows = (event) => event.target.closest("[data-follow]");

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!follows(event)) say(words().noAnswer);
  });
}

document.addEventListener("htmx:responseError", (event) => {
  if (follows(event)) return;
  const status = event.detail.xhr.status;
  const { signedOut, tooMany, refused, failed } = words();
  if (status === 401) say(signedOut);
  else if (status === 429) say(tooMany);
  else say(status < 500 ? refused : failed);
});

// A refusal that brings its own piece of page is shown in place (a full dish, a closed slot).
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if ((xhr.status === 409 || xhr.status === 422) && xhr.getResponseHeader("X-Piece") === "yes") {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
