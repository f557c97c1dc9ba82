// How one ticket looks: its state, its clock, its buttons, the strip that says what became of a tap.
import { now, span } from "./time.js";
import { say } from "./words.js";

const NEARLY_DUE = 5; // minutes, as in the shared clock

const spare = (id) => document.getElementById(id).content.cloneNode(true);

export const isOpen = (spot) => spot.dataset.status !== "done";
export const dishes = (spot) =>
  [...spot.querySelectorAll(".ticket-line")].map((line) => [
    Number(line.querySelector(".ticket-line__count").textContent),
    line.querySelector(".ticket-line__dish").textContent,
  ]);

// Shows a state before the server has said so; `until` is when it can no longer be taken back.
export function show(spot, status, until = null) {
  const hadFocus = spot.contains(document.activeElement);
  spot.dataset.status = status;
  spot.querySelector(".ticket__state").replaceChildren(spare(`state-${status}`));
  spot.querySelector(".taken-away")?.remove();
  const foot = spot.querySelector(".ticket__foot");
  foot.replaceChildren();
  if (status === "done") {
    const place = spare("taken-away");
    place.querySelector("b").textContent = spot.dataset.number;
    spot.append(place);
  } else {
    foot.append(spare(status === "queued" ? "foot-queued" : "foot-started"));
    if (until) foot.append(spare("undo"));
  }
  if (until) spot.dataset.until = until;
  else delete spot.dataset.until;
  spot.querySelectorAll(".ticket__strip").forEach((old) => old.remove());
  if (hadFocus) spot.querySelector(".tap")?.focus({ preventScroll: true });
}

// The button under the finger has just changed its meaning: for a moment a second touch is the knuckle's, not the cook's.
export function rest(spot, resting) {
  for (const button of spot.querySelectorAll(".tap")) {
    if (resting) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

// One strip at a time: "not sent yet", or why a tap was refused.
export function strip(spot, name, text = "") {
  const there = spot.querySelector(".ticket__strip");
  if ((there?.dataset.says ?? "") === (name ? name + text : "")) return;
  there?.remove();
  if (!name) return;
  const made = spare(name).firstElementChild;
  made.dataset.says = name + text;
  if (text) made.querySelector("span").textContent = text;
  (spot.querySelector(".taken-away") ?? spot.querySelector(".ticket__head")).append(made);
}

export function mark(spot, fresh) {
  const there = spot.querySelector(".ticket__fresh");
  if (!fresh) there?.remove();
  else if (!there) spot.querySelector(".ticket").prepend(spare("fresh"));
}

// Brings the clock and the seconds left for undo up to date; true when the place is free for the next ticket.
export function tick(spot) {
  const minutes = Math.round((now() - spot.dataset.due) / 60000);
  const clock = spot.querySelector(".clock");
  const tone = minutes > 0 ? "late" : minutes < -NEARLY_DUE ? "quiet" : "wait";
  clock.className = `clock clock--${tone}`;
  const shown = clock.firstElementChild;
  if (shown.textContent !== span(minutes)) shown.textContent = span(minutes);
  if (!spot.dataset.until) return !isOpen(spot);
  const left = Math.ceil((spot.dataset.until - now()) / 1000);
  if (left > 0) {
    spot.querySelectorAll(".left").forEach((place) => { place.textContent = say("seconds", { seconds: left }); });
    return false;
  }
  delete spot.dataset.until;
  spot.querySelectorAll(".ticket__foot .tap--undo").forEach((button) => button.remove());
  return !isOpen(spot);
}
