// [data-stepper]: a number with minus and plus. A tap moves the number at once and tells the server the number wanted
// ("item:quantity:price"). One request at a time goes out (hx-sync), so that a guest's first taps fill one basket; further
// taps on a number that waits for its turn only change what will be sent. What the server does not take goes back.
const parts = (stepper) => ({
  less: stepper.querySelector("button:first-of-type"),
  more: stepper.querySelector("button:last-of-type"),
  number: stepper.querySelector("output"),
});

function show(stepper, quantity) {
  const { less, more, number } = parts(stepper);
  const { item, price, most } = stepper.dataset;
  number.textContent = quantity;
  less.value = `${item}:${Math.max(quantity - 1, 0)}:${price}`;
  more.value = `${item}:${quantity + 1}:${price}`;
  more.disabled = quantity >= Number(most);
  less.hidden = number.hidden = quantity === 0;
  stepper.classList.toggle("counter--none", quantity === 0);
  if (quantity === 0 && !more.disabled && document.activeElement === document.body) more.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] button");
  if (!button) return;
  event.preventDefault();
  const stepper = button.closest("[data-stepper]");
  stepper.dataset.known ??= parts(stepper).number.textContent;
  stepper.setAttribute("hx-vals", JSON.stringify({ portions: button.value }));
  show(stepper, Number(button.value.split(":")[1]));
  if (stepper.dataset.waits) return;
  stepper.dataset.waits = "yes";
  stepper.dispatchEvent(new Event("step"));
});

document.addEventListener("htmx:beforeSend", (event) => {
  const stepper = event.target.closest("[data-stepper]");
  if (stepper) delete stepper.dataset.waits;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const stepper = event.target.closest("[data-stepper]");
  if (!stepper) return;
  if (event.detail.successful) stepper.dataset.known = event.detail.requestConfig.parameters.portions.split(":")[1];
  else if (stepper.isConnected) show(stepper, Number(stepper.dataset.known));
});

// A page that comes back as it was left does not know what has changed in the basket since.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-stepper]")) location.reload();
});
