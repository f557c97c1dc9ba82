// Texts in the reader's language, put into the page by the server.
const words = JSON.parse(document.getElementById("words").textContent);

export const say = (name, values = {}) => words[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);

const spoken = document.getElementById("spoken");

// Said by screen readers. Emptied first, so that the same sentence twice is heard twice.
export function speak(text) {
  spoken.textContent = "";
  requestAnimationFrame(() => { spoken.textContent = text; });
}
