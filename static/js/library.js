// The library: one asset in a panel, undo for what was thrown away, suggestions while typing, uploads.
import { api, complain, toast, word } from "./_lib.js";
import { suggestFor } from "./_suggest.js";
import { receiveUploads } from "./_upload.js";

const panel = document.getElementById("asset-panel");
const changed = () => window.htmx.trigger(document.body, "libraryChanged");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "asset-panel-body" && !panel.open) panel.showModal();
});
panel?.addEventListener("close", () => panel.querySelector("#asset-panel-body").replaceChildren());

document.addEventListener("assetTrashed", ({ detail: { id, title } }) => {
  panel.close();
  const undo = () => api("POST", `/assets/${id}/restore`).then(() => (changed(), toast(word("restored_one", { title }))), complain);
  toast(word("trashed", { title }), { undo });
});

document.addEventListener("click", ({ target }) => {
  const more = target.closest("[data-more-facets]");
  if (!more) return;
  more.closest("section").classList.add("all");
  more.remove();
});

for (const input of document.querySelectorAll("[data-suggest]")) suggestFor(input, document.querySelector(input.dataset.suggest));

const uploads = document.querySelector("[data-upload-panel]");
if (uploads) receiveUploads(uploads, { changed });
