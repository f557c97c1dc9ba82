// form[data-once] is sent once: a second tap while the first is on its way does nothing. The server's idempotency key
// is the real guard; this spares the doubt. Coming back with the back button, or a slow line, frees the form again.
const FREE_AFTER_MS = 15_000;

function free(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => free(form), FREE_AFTER_MS);
}, true);

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-once]").forEach(free));
