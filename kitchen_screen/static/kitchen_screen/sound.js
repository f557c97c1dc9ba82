// Two short tones when a ticket arrives. A browser plays nothing before a touch, so the sound is off until somebody asks for it.
import { say } from "./words.js";

const KEPT = "kitchen-sound";
const button = document.getElementById("sound");
let context = null;

export function chime() {
  if (context?.state !== "running") return;
  [[880, 0], [1175, 0.18]].forEach(([pitch, after]) => {
    const start = context.currentTime + after;
    const tone = new OscillatorNode(context, { frequency: pitch });
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.5, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.5);
  });
}

async function turn(on) {
  if (on) {
    context ??= new AudioContext();
    await context.resume();
  } else {
    await context?.suspend();
  }
  draw();
}

function draw() {
  const on = context?.state === "running";
  button.setAttribute("aria-pressed", on);
  document.getElementById("sound-words").textContent = say(on ? "sound_on" : "sound_off");
}

const remember = (on) => { try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* forgotten with the page */ } };
const remembered = () => { try { return localStorage.getItem(KEPT) === "on"; } catch { return false; } };

button.addEventListener("click", async () => {
  const on = context?.state !== "running";
  remember(on);
  await turn(on);
  chime();
});
// After a reload the first touch of the board brings the sound back.
if (remembered()) addEventListener("pointerup", (event) => { if (!button.contains(event.target)) turn(true); }, { once: true });
