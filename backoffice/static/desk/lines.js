// Lines under a record's form: add one, take one out, sum a column. Without it there is one spare line a save.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-lines]").forEach((table) => {
    const name = table.dataset.lines;
    const empty = document.querySelector(`[data-line-empty="${name}"]`);
    const total = document.querySelector(`[name="${name}-TOTAL_FORMS"]`);
    if (!empty || !total) return;
    const body = table.tBodies[0];
    const isOut = (row) => row.querySelector('[name$="-DELETE"]')?.checked;

    function sum() {
      table.querySelectorAll("[data-line-sum]").forEach((cell) => {
        const fields = [...body.querySelectorAll(`[name^="${name}-"][name$="-${cell.dataset.lineSum}"]`)];
        const kept = fields.filter((field) => !isOut(field.closest("[data-line]")));
        const figure = kept.reduce((so, field) => so + (Number(field.value.replace(",", ".")) || 0), 0);
        cell.textContent = figure.toLocaleString(document.documentElement.lang || "en", { maximumFractionDigits: 2 });
      });
    }
    function add() {
      const holder = document.createElement("tbody");
      holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
      total.value = Number(total.value) + 1;
      const row = holder.firstElementChild;
      body.append(row);
      row.querySelector("input:not([type=hidden])").focus();
    }
    document.querySelector(`[data-line-add="${name}"]`)?.addEventListener("click", add);
    table.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
      event.preventDefault(); // Enter goes on to the next line, and makes one after the last
      const next = event.target.closest("[data-line]").nextElementSibling;
      if (next) next.querySelector("input:not([type=hidden])").focus();
      else add();
    });
    table.addEventListener("input", sum);
    table.addEventListener("change", (event) => {
      const row = event.target.closest("[data-line]");
      if (event.target.name?.endsWith("-DELETE")) row.classList.toggle("is-out", event.target.checked);
      sum();
    });
    body.querySelectorAll("[data-line]").forEach((row) => row.classList.toggle("is-out", Boolean(isOut(row))));
    sum();
  });
});
