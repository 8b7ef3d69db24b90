// The contents that may stand in for a recalled one: published, and not itself.
import { api, el } from "../_lib.js";

export function fillReplacements() {
  const select = document.querySelector("[data-replacements]");
  const dialog = select?.closest("dialog");
  if (!dialog) return;
  new MutationObserver(async () => {
    if (!dialog.open || select.options.length > 1) return;
    const found = await api("GET", "/contents?state=published&limit=100");
    const others = found.items.filter((content) => content.id !== select.dataset.except);
    select.append(...others.map((content) => el("option", { value: content.id }, content.title)));
  }).observe(dialog, { attributeFilter: ["open"] });
}
