// Whether the board hears the server, always said in the header. What keeps people from working is said in a band.
import { hhmm, now } from "./time.js";
import { say } from "./words.js";

const sign = document.getElementById("link");
const signWords = document.getElementById("link-words");
const bands = {
  offline: document.getElementById("offline"),
  signed_out: document.getElementById("signed-out"),
  not_allowed: document.getElementById("not-allowed"),
};
let heardAt = now();
let present = "checking";
let waiting = 0;

export const state = () => present;

export function heard() {
  heardAt = now();
  set("live");
}

export function set(name) {
  // Somebody who is signed out stays so until an answer says otherwise, with or without a network.
  if (name === "checking" && present !== "live") return;
  if (name === "offline" && ["signed_out", "not_allowed"].includes(present)) return;
  present = name;
  draw();
}

export function waits(count) {
  waiting = count;
  draw();
}

function draw() {
  sign.dataset.link = present;
  const state = { live: say("live"), checking: say("checking"), offline: say("offline", { time: hhmm(heardAt) }) }[present] ?? say("signed_out");
  const text = waiting ? `${state}, ${say("waiting", { count: waiting })}` : state;
  if (signWords.textContent !== text) signWords.textContent = text;
  document.getElementById("offline-since").textContent = hhmm(heardAt);
  for (const [name, band] of Object.entries(bands)) band.hidden = name !== present;
}
