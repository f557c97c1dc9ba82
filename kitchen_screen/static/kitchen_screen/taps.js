// Taps that wait to be sent. Each is kept under a key of its own, so that two windows never write over each other;
// each has its id from the moment it is made, so that the server counts it once however often it arrives.

export class Taps {
  constructor({ account, send, answered }) {
    this.prefix = `kitchen-tap:${account}:`;
    this.post = send;
    this.answered = answered;
    this.waiting = [];
    this.onTheWay = null;
    this.sending = false;
    this.load();
  }

  get count() { return this.waiting.length; }

  load() {
    try {
      this.waiting = Object.keys(localStorage)
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .sort((a, b) => (a.at < b.at ? -1 : 1));
    } catch { /* no storage here: taps live as long as the page */ }
  }

  add(tap) {
    const made = { ...tap, uid: newId(), at: new Date().toISOString() };
    this.waiting.push(made);
    try { localStorage.setItem(this.prefix + made.uid, JSON.stringify(made)); } catch { /* see load */ }
    return made;
  }

  drop(tap) {
    this.waiting = this.waiting.filter((other) => other.uid !== tap.uid);
    try { localStorage.removeItem(this.prefix + tap.uid); } catch { /* see load */ }
  }

  of(ticket) { return this.waiting.filter((tap) => tap.ticket === ticket); }

  // The last tap on a ticket that has not left this device and can simply be forgotten.
  unsent(ticket) { return this.of(ticket).filter((tap) => tap.uid !== this.onTheWay).at(-1); }

  // Sends in the order they were made. A ticket whose tap fails for now holds up its own taps, not the others'.
  async send() {
    if (this.sending) return;
    this.sending = true;
    const stuck = new Set();
    try {
      for (let tap; (tap = this.waiting.find((next) => !stuck.has(next.ticket)));) {
        this.onTheWay = tap.uid;
        const answer = await this.post(tap);
        this.onTheWay = null;
        if (answer.stop) return;
        if (answer.later) stuck.add(tap.ticket);
        else { this.drop(tap); this.answered(tap, answer); }
      }
    } finally {
      this.onTheWay = null;
      this.sending = false;
    }
  }
}

// crypto.randomUUID is only there over https; a tablet in the kitchen's own network may come without.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
