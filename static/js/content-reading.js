// How a content reads: as which guide, and what may stand in for a recalled one.
import { fillReplacements } from "./editor/replacements.js";

const frame = document.querySelector("[data-frame]");
document.querySelector("[data-guide]")?.addEventListener("change", (event) => {
  const at = new URL(frame.src);
  at.searchParams.set("guide", event.target.value);
  frame.src = at;
});
fillReplacements();
