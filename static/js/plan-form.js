// The form of a plan: find contents by title, count what is ticked, show that a unit covers those below it.
const form = document.querySelector(".plan-form");
const lists = [...form.querySelectorAll("[data-list]")];
const ticked = (list) => [...list.querySelectorAll("input:checked")];

function count() {
  for (const list of lists) {
    const place = form.querySelector(`[data-count-of="${list.dataset.list}"]`);
    const n = ticked(list).length;
    if (place) place.textContent = n ? `× ${n}` : "";
  }
}

// A unit below a ticked one is covered already: it is shown so, and not sent twice.
function cover() {
  const units = form.querySelector('[data-list="units"]');
  if (!units) return;
  const paths = ticked(units).map((box) => box.closest("[data-path]").dataset.path);
  for (const label of units.querySelectorAll("[data-path]")) {
    const isCovered = paths.some((path) => label.dataset.path !== path && label.dataset.path.startsWith(path));
    label.classList.toggle("covered", isCovered);
    const box = label.querySelector("input");
    box.disabled = isCovered;
    if (isCovered) box.checked = false;
  }
}

form.addEventListener("change", () => (cover(), count()));
form.addEventListener("input", (event) => {
  const field = event.target.closest("[data-narrow]");
  if (!field) return;
  const wanted = field.value.trim().toLowerCase();
  for (const label of form.querySelectorAll(`[data-list="${field.dataset.narrow}"] .pick`)) {
    const isTicked = label.querySelector("input").checked;
    label.hidden = !isTicked && !label.textContent.toLowerCase().includes(wanted);
  }
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-narrow]")) event.preventDefault();
});
cover();
count();
