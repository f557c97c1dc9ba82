// The screen itself: size of tickets, full screen, and keeping it awake.
const A_YEAR = 365 * 24 * 60 * 60;

export function openScreen() {
  const density = document.querySelector(".density");
  density.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = event.submitter.value;
    document.body.dataset.density = chosen;
    document.cookie = `kitchen_density=${chosen};path=/kitchen/;max-age=${A_YEAR};samesite=lax`;
    density.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", button.value === chosen));
  });

  const fullscreen = document.getElementById("fullscreen");
  fullscreen.hidden = !document.fullscreenEnabled;
  fullscreen.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });

  // A touch beside the sheet of tools closes it.
  const more = document.querySelector(".more");
  addEventListener("pointerdown", (event) => { if (!more.contains(event.target)) more.open = false; });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    more.open = false;
    more.querySelector("summary").focus();
  });

  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}

// Refused without https or with an empty battery; the board works on.
async function stayAwake() {
  if (document.hidden || !navigator.wakeLock) return;
  try { await navigator.wakeLock.request("screen"); } catch { /* said above */ }
}
