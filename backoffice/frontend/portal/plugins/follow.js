// [data-follow] is asked again by htmx ("every 10s, seen"). Not while nobody looks; at once when somebody does again.
// While answers fail to come, the [data-when-lost] line of the page says so.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-follow]")) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.querySelectorAll("[data-follow]").forEach((node) => node.dispatchEvent(new Event("seen")));
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.closest("[data-follow]")) return;
  const line = document.querySelector("[data-when-lost]");
  if (line) line.hidden = event.detail.successful;
});
