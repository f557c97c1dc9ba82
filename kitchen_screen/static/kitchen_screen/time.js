// The server's clock, for a tablet's own may be wrong, and times as clocks in Rwanda show them.
import { say } from "./words.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Kigali" });
let ahead = 0;

// Every answer says the server's time to the second; smaller differences are that rounding.
export function hear(response) {
  const told = Date.parse(response.headers.get("Date"));
  if (told && Math.abs(told - Date.now() - ahead) > 1500) ahead = told - Date.now();
}

export const now = () => Date.now() + ahead;
export const hhmm = (moment) => clock.format(moment);

// "−6 min", "+1 h 05": the same words as the server's clock.
export function span(minutes) {
  const size = Math.abs(minutes);
  const sign = minutes > 0 ? "+" : minutes ? "−" : "";
  if (size < 90) return sign + say("minutes", { minutes: size });
  if (size < 1440) return sign + say("hours", { hours: Math.floor(size / 60), minutes: String(size % 60).padStart(2, "0") });
  return sign + say("days", { days: Math.floor(size / 1440) });
}
