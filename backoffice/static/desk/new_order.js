// The order desk by keyboard: find the caller, take dishes by typing, keep the price, place with Ctrl Enter.
const form = document.querySelector("[data-new-order]");
const $ = (selector) => form.querySelector(selector);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const asked = {};
const part = async (name, target) => {
  const turn = (asked[name] = (asked[name] ?? 0) + 1); // an answer that comes late must not stand over a newer one
  const query = new URLSearchParams(new FormData(form));
  query.delete("csrfmiddlewaretoken");
  query.delete("key");
  query.set("part", name);
  const answer = await fetch(`${location.pathname}?${query}`, { headers: { "X-Requested-With": "fetch" } });
  const text = await answer.text();
  if (answer.ok && turn === asked[name]) target.innerHTML = text;
};

let waiting;
const price = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => part("price", $("#sums")), 150);
};

const fill = (field, value) => {
  if (value && !field.dataset.typed) field.value = value;
};
const dishes = async () => {
  await part("dishes", $("#dishes"));
  price();
};
const caller = async () => {
  await part("person", $("#caller"));
  const known = $(".caller");
  if (!known) return;
  fill($("#id_name"), known.dataset.name);
  fill($("#id_zone"), known.dataset.zone);
  fill($("#id_sector"), known.dataset.sector);
  fill($("#id_destination"), known.dataset.destination);
  await dishes();
};

const quick = $("#quick");
const rows = () => [...form.querySelectorAll("[data-dish]")].filter((row) => !row.querySelector("input").disabled);
const found = () => {
  const [, number, words] = quick.value.trim().match(/^(\d*)\s*(.*)$/);
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const hits = wanted.length ? rows().filter((row) => wanted.every((word) => plain(row.dataset.dish).includes(word))) : [];
  return { number: Number(number || 1), hits };
};
const mark = () => {
  const { hits } = found();
  form.querySelectorAll("[data-dish]").forEach((row) => {
    row.classList.toggle("is-hit", row === hits[0]);
    row.hidden = hits.length > 0 && !hits.includes(row) && !row.querySelector("input").value;
  });
};
const take = () => {
  const { number, hits } = found();
  if (!hits.length) return;
  const field = hits[0].querySelector("input");
  field.value = Number(field.value || 0) + number;
  $("[data-quick-said]").textContent = `${field.value} × ${hits[0].querySelector("[id^=dish-]").textContent}`;
  quick.value = "";
  mark();
  price();
};

$("[data-quick]").hidden = false;
quick.addEventListener("input", mark);
quick.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey) return;
  event.preventDefault();
  take();
});
form.addEventListener("input", (event) => {
  event.target.dataset.typed = "1";
  if (event.target.name?.startsWith("q-")) price();
});
$("#id_phone").addEventListener("change", caller);
$("#id_zone").addEventListener("change", price);
$("#id_slot").addEventListener("change", dishes);
$("#caller").addEventListener("change", dishes); // for whom: each dish says again how it fits
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  else if (event.key === "Enter" && event.target.matches("input:not(#quick)")) {
    event.preventDefault(); // Enter goes on to the next field; only Ctrl Enter places
    const fields = [...form.querySelectorAll("input:not([type=hidden]):not(:disabled), select, button")];
    fields[fields.indexOf(event.target) + 1]?.focus();
  }
});
let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });
form.querySelector("[data-errors]")?.focus();
