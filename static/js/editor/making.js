// New blocks, with ids and slot keys that nothing in the draft has.
import { word } from "../_lib.js";

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

export function newId(doc) {
  const taken = new Set(doc.blocks.map((block) => block.id));
  for (;;) {
    const id = `b${[...crypto.getRandomValues(new Uint8Array(7))].map((n) => LETTERS[n % LETTERS.length]).join("")}`;
    if (!taken.has(id)) return id;
  }
}

export function newKey(doc) {
  const taken = new Set(doc.blocks.map((block) => block.key));
  for (let n = 1; ; n += 1) if (!taken.has(`slot-${n}`)) return [`slot-${n}`, n];
}

/** Make a block of a kind; pictures and products are chosen before one is made. */
export function newBlock(type, doc, given = {}) {
  const id = newId(doc);
  if (type === "text") return { id, type, html: "" };
  if (type === "heading") return { id, type, text: "", level: 2 };
  if (type === "image") return { id, type, asset: given.asset, alt: given.alt || "" };
  if (type === "product") return { id, type, product: given.product };
  if (type === "live") return { id, type, title: "", starts_at: given.starts_at, url: "" };
  const [key, n] = newKey(doc);
  return { id, type: "slot", key, name: word("slot_n", { n }), offers: [], guide_offers: false };
}

/** Say whether a block still lacks what the house insists on: it waits on the sheet and is not saved. */
export const isUnfinished = (block) =>
  block.type === "live" && (!block.title.trim() || !block.starts_at || !/^https?:\/\/[^\s/]+/i.test(block.url));

/** Copy a block so that it may stand beside its original. */
export function copyBlock(block, doc) {
  const copy = { ...JSON.parse(JSON.stringify(block)), id: newId(doc) };
  if (copy.type === "slot") [copy.key] = newKey(doc);
  return copy;
}
