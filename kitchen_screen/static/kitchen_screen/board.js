// The ticket board: asks every few seconds whether anything is new, shows taps at once and sends them when it can.
import { bringIcons, localIcons } from "./icons.js";
import * as link from "./link.js";
import { openPanels } from "./panel.js";
import { openScreen } from "./screen.js";
import * as server from "./server.js";
import * as slip from "./slip.js";
import { chime } from "./sound.js";
import { Taps } from "./taps.js";
import { hhmm, now } from "./time.js";
import { say, speak } from "./words.js";

const PAUSE = 3000; // milliseconds between two questions
const FRESH = 60000; // how long a new ticket is marked
const SAID = 20000; // how long the reason of a refusal stays
const BOUNCE = 600; // how long a ticket rests after a tap
const AFTER = { start: "started", done: "done" };

const board = document.getElementById("board");
const list = () => board.querySelector(".board");
const spots = () => [...list().querySelectorAll(".spot")];
const spotOf = (ticket) => list().querySelector(`[data-ticket="${ticket}"]`);
const ticketOf = (spot) => Number(spot.dataset.ticket);

const known = new Set(spots().map(ticketOf));
// By ticket: until when it is marked new, when it was touched, what it was before, why its tap was refused.
const freshUntil = new Map();
const restsUntil = new Map();
const cameFrom = new Map();
const refusals = new Map();

const taps = new Taps({ account: board.dataset.account, send: server.sendTap, answered });

// --- what a tap does ------------------------------------------------------------------------------

board.addEventListener("click", (event) => {
  const button = event.target.closest(".tap");
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  const spot = button.closest(".spot");
  const ticket = ticketOf(spot);
  refusals.delete(ticket);
  freshUntil.delete(ticket);
  restsUntil.set(ticket, now() + BOUNCE);
  if (button.value === "undo") undo(spot, ticket);
  else go(spot, ticket, button.value);
  redraw();
  setTimeout(redraw, BOUNCE);
  sendAndLook();
});

function go(spot, ticket, kind) {
  taps.add({ ticket, kind, seen: spot.dataset.seen, before: spot.dataset.status });
  cameFrom.set(ticket, spot.dataset.status);
  slip.show(spot, AFTER[kind], now() + board.dataset.undo * 1000);
  speak(say(`said_${kind}`, { number: spot.dataset.number, seconds: board.dataset.undo }));
}

function undo(spot, ticket) {
  const unsent = taps.unsent(ticket);
  const before = unsent?.before ?? cameFrom.get(ticket);
  if (unsent) taps.drop(unsent);
  // While the tap is still on its way nobody knows the state it makes; the server then takes back the last one.
  else taps.add({ ticket, kind: "undo", seen: taps.of(ticket).length ? null : spot.dataset.seen });
  cameFrom.delete(ticket);
  if (before) slip.show(spot, before);
  speak(say("said_undo", { number: spot.dataset.number }));
}

function answered(tap, answer) {
  const spot = spotOf(tap.ticket);
  if (answer.status === 409 || !answer.version) {
    const text = answer.text ?? say(answer.status === 404 ? "gone" : "not_understood");
    refusals.set(tap.ticket, { text, number: spot?.dataset.number, until: now() + SAID });
    if (spot) spot.dataset.key = ""; // what it shows is not so: take the server's
    anew = true;
  } else if (spot) {
    spot.dataset.seen = answer.version;
  }
}

// --- what is new --------------------------------------------------------------------------------------

let looking = false;
let anew = false;
let again = false;
let timer;

async function look() {
  if (looking) { again = true; return; }
  looking = true;
  clearTimeout(timer);
  const wholly = anew;
  anew = false;
  const html = await server.tickets({ anew: wholly });
  if (html === null && wholly) anew = true;
  if (html !== null) take(html);
  looking = false;
  redraw();
  if (link.state() === "live" && taps.count) await send();
  if (again) { again = false; look(); } else timer = setTimeout(look, PAUSE);
}

async function send() {
  const before = taps.count;
  await taps.send();
  if (taps.count !== before) again = true;
}

async function sendAndLook() {
  await send();
  redraw();
  look();
}

// While a finger is down nothing moves under it.
let fingerDown = false;
let held = null;
list().addEventListener("pointerdown", () => { fingerDown = true; });
for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, () => {
    fingerDown = false;
    setTimeout(() => { if (held && !fingerDown) { const html = held; held = null; take(html); redraw(); } });
  });
}

function take(html) {
  if (fingerDown) { held = html; return; }
  held = null;
  const page = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement.closest?.(".spot")?.dataset.ticket;
  list().dataset.more = page.querySelector(".board").dataset.more;
  reconcile(page);
  if (focused && !document.activeElement.closest(".spot")) spotOf(focused)?.querySelector(".tap")?.focus({ preventScroll: true });
  greet();
}

// Keeps what is the same, so that nobody loses a ticket they are looking at.
function reconcile(page) {
  const had = new Map(spots().map((spot) => [spot.dataset.ticket, spot]));
  let next = list().firstElementChild;
  for (const made of page.querySelectorAll(".board > li")) {
    const old = had.get(made.dataset.ticket);
    const kept = old && old.dataset.key === made.dataset.key ? old : localIcons(document.adoptNode(made));
    if (kept === next) { next = next.nextElementSibling; continue; }
    list().insertBefore(kept, next);
    if (old && old !== kept) {
      if (old === next) next = next.nextElementSibling;
      old.remove();
    }
  }
  while (next) { const gone = next; next = next.nextElementSibling; gone.remove(); }
}

function greet() {
  const open = spots().filter(slip.isOpen);
  const back = open.filter((spot) => spot.dataset.status === "recalled" && !wasBack.has(spot.dataset.seen));
  const arrived = open.filter((spot) => spot.dataset.status !== "recalled" && !known.has(ticketOf(spot)));
  open.forEach((spot) => known.add(ticketOf(spot)));
  arrived.forEach((spot) => freshUntil.set(ticketOf(spot), now() + FRESH));
  back.forEach((spot) => wasBack.add(spot.dataset.seen));
  const facts = (spot) => ({
    number: spot.dataset.number,
    place: spot.querySelector(".ticket__place").textContent,
    dishes: slip.dishes(spot).map(([count, dish]) => `${count} ${dish}`).join(", "),
  });
  if (arrived.length > 1) speak(say("new_tickets", { count: arrived.length }));
  else if (arrived.length) speak(say("new_ticket", facts(arrived[0])));
  else if (back.length) speak(say("back_ticket", facts(back[0])));
  if (arrived.length || back.length) chime();
}
const wasBack = new Set(spots().filter((spot) => spot.dataset.status === "recalled").map((spot) => spot.dataset.seen));

// --- what stands on the screen ---------------------------------------------------------------------------

function redraw() {
  document.getElementById("now").textContent = hhmm(now());
  for (const spot of spots()) {
    const ticket = ticketOf(spot);
    const waiting = taps.of(ticket).filter((tap) => tap.kind !== "undo").at(-1);
    if (waiting && spot.dataset.status !== AFTER[waiting.kind]) {
      cameFrom.set(ticket, waiting.before);
      slip.show(spot, AFTER[waiting.kind], Date.parse(waiting.at) + board.dataset.undo * 1000);
    }
    const refusal = refusals.get(ticket);
    if (refusal?.until > now()) slip.strip(spot, "refused", refusal.text);
    else slip.strip(spot, taps.of(ticket).length && link.state() !== "live" ? "waits" : null);
    slip.mark(spot, freshUntil.get(ticket) > now());
    slip.rest(spot, restsUntil.get(ticket) > now());
    if (slip.tick(spot) && !fingerDown) clear(spot);
  }
  link.waits(taps.count);
  sum();
  tellLost();
}

// Done and past taking back. The tap may still wait to be sent: then the ticket stays out of sight.
function clear(spot) {
  const focused = spot.contains(document.activeElement);
  const neighbour = spot.nextElementSibling ?? spot.previousElementSibling;
  spot.remove();
  if (focused) neighbour?.querySelector(".tap")?.focus({ preventScroll: true });
}

// A refusal whose ticket has left the board is said above it.
function tellLost() {
  const lost = [...refusals].find(([ticket, refusal]) => refusal.until > now() && !spotOf(ticket))?.[1];
  const text = lost ? [lost.number, lost.text].filter(Boolean).join(": ") : "";
  document.getElementById("said").hidden = !lost;
  if (document.getElementById("said-words").textContent !== text) document.getElementById("said-words").textContent = text;
}

function sum() {
  const open = spots().filter(slip.isOpen);
  const late = open.filter((spot) => spot.dataset.due < now()).length;
  document.getElementById("open").textContent = open.length + Number(list().dataset.more);
  const lateFact = document.getElementById("late");
  lateFact.hidden = !late;
  lateFact.querySelector("b").textContent = late;
  board.querySelector(".board-empty").hidden = spots().length > 0;
  const portions = new Map();
  for (const [count, dish] of open.flatMap(slip.dishes)) portions.set(dish, (portions.get(dish) ?? 0) + count);
  const rows = [...portions].sort(([, a], [, b]) => b - a);
  const allDay = document.getElementById("all-day");
  allDay.hidden = !rows.length;
  const text = rows.map(([dish, count]) => `${count} ${dish}`).join();
  if (allDay.dataset.text !== text) {
    allDay.dataset.text = text;
    allDay.querySelector("ul").replaceChildren(...rows.map(([dish, count]) => {
      const row = document.createElement("li");
      const number = document.createElement("b");
      number.textContent = count;
      row.append(number, dish);
      return row;
    }));
  }
}

// --- begin ---------------------------------------------------------------------------------------------------

document.documentElement.classList.add("js");
openPanels({ changed: look });
openScreen();
bringIcons();
addEventListener("online", look);
addEventListener("offline", () => link.set("offline"));
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
setInterval(redraw, 1000);
redraw();
look();
