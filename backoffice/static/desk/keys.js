// Keys of the desk: ? help, g then a letter to go, j k to move, Enter to open, x to select, a for the row's button.
// And what every page needs beside them: dialogs, menus, tabs. No eval, no inline handlers.
document.addEventListener("DOMContentLoaded", () => {
  const help = document.getElementById("keys");
  const place = (key) => help?.querySelector(`a[data-go="${CSS.escape(key)}"]`)?.href;
  const rows = () => [...document.querySelectorAll("[data-row], #result_list tr.data-row")];
  let here = -1;
  let going = false;

  function move(step) {
    const all = rows();
    if (!all.length) return;
    all[here]?.classList.remove("is-here");
    here = Math.min(Math.max(here + step, 0), all.length - 1);
    all[here].classList.add("is-here");
    all[here].scrollIntoView({ block: "nearest" });
  }
  const click = (what) => rows()[here]?.querySelector(what)?.click();
  const does = {
    "?": () => help?.showModal(),
    j: () => move(1),
    k: () => move(-1),
    x: () => click("input.action-select"),
    a: () => click(".act"),
    Enter: () => click("[data-open], th a, td a"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details[data-menu][open]").forEach((menu) => { menu.open = false; });
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, button, a, summary, [contenteditable], dialog[open]")) return;
    if (going) {
      going = false;
      if (place(event.key)) location.assign(place(event.key));
      return;
    }
    if (event.key === "g") {
      going = true;
      setTimeout(() => { going = false; }, 1200);
      return;
    }
    does[event.key]?.();
  });

  // Dialogs: a move's form comes by htmx into the one native dialog; focus goes to its first field.
  const ask = document.getElementById("modal");
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "modal-content" && !ask.open) ask.showModal();
    if (ask?.open) ask.querySelector("[aria-invalid=true], #dialog-form :is(input:not([type=hidden]), select, textarea)")?.focus();
  });
  document.addEventListener("click", (event) => {
    const dialog = event.target.closest("dialog");
    if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
    if (event.target.closest("[data-keys]")) help?.showModal();
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest("[data-keys], [hx-get]")) menu.open = false;
    });
  });

  // The name of a column of figures stands over them.
  const list = document.getElementById("result_list");
  list?.querySelectorAll("tbody:first-of-type > tr:first-child > *").forEach((cell, place) => {
    if (cell.querySelector(":scope > .num, :scope > .clock")) list.tHead?.rows[0]?.cells[place]?.classList.add("is-figure");
  });

  // Tabs: the panel in the address opens first; arrows move between tabs.
  document.querySelectorAll('[role="tablist"][data-tabs]').forEach((list) => {
    const tabs = [...list.querySelectorAll('[role="tab"]')];
    function show(tab) {
      tabs.forEach((one) => {
        const on = one === tab;
        one.setAttribute("aria-selected", String(on));
        one.tabIndex = on ? 0 : -1;
        document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
      });
    }
    list.addEventListener("click", (event) => {
      const tab = event.target.closest('[role="tab"]');
      if (!tab) return;
      show(tab);
      history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`);
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
    show(tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash) || tabs[0]);
  });
});

// What select2 leaves out: a name for its fields, and a list that holds only list items.
function nameSelect2() {
  document.querySelectorAll(".select2-container").forEach((box) => {
    const select = box.previousElementSibling;
    const label = select?.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) box.querySelectorAll(".select2-search__field, [role=combobox], [role=textbox]").forEach((field) => {
      if (field.hasAttribute("aria-label")) return;
      field.setAttribute("aria-label", label.textContent.replace("*", "").trim());
      field.removeAttribute("aria-labelledby");
    });
    box.querySelectorAll("ul.select2-selection__rendered:not([role]), ul.select2-selection__rendered > li:not([role])").forEach((part) => part.setAttribute("role", "none"));
  });
}
window.addEventListener("load", () => {
  nameSelect2();
  new MutationObserver(nameSelect2).observe(document.body, { childList: true, subtree: true });
});
