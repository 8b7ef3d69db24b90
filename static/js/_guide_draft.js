// An article under the guide's hands: items in order, and the edits that lead from HQ's version to them.

const copy = (value) => JSON.parse(JSON.stringify(value));

/** Read HQ's blocks and the edits made so far into items: {block, html, hidden, mine, chosen}. */
export function read(blocks, edits) {
  const items = blocks.map((block) => ({ block: copy(block), html: htmlOf(block), hidden: false, mine: false, chosen: [] }));
  for (const edit of edits) apply(items, edit);
  return items;
}

export const htmlOf = (block) => (block.type === "heading" ? escape(block.text) : (block.html ?? ""));

function escape(text) {
  const span = document.createElement("span");
  span.textContent = text;
  return span.innerHTML;
}

function apply(items, edit) {
  if (edit.op === "insert") {
    const item = { block: copy(edit.new), html: htmlOf(edit.new), hidden: false, mine: true, chosen: [] };
    return place(items, item, edit.after);
  }
  const item = items.find(({ block }) => block.id === edit.block);
  if (!item) return;
  if (edit.op === "replace") item.html = edit.html;
  if (edit.op === "hide") item.hidden = true;
  if (edit.op === "offer") item.chosen.push(edit.offer);
  if (edit.op === "move") {
    items.splice(items.indexOf(item), 1);
    place(items, item, edit.after);
  }
}

function place(items, item, after) {
  const above = items.findIndex(({ block }) => block.id === after);
  items.splice(after == null ? 0 : above < 0 ? items.length : above + 1, 0, item);
}

/** The fewest edits that make `items` of HQ's `blocks`: moves first, so that everything else finds its place. */
export function edits(blocks, items) {
  const order = new Map(blocks.map((block, index) => [block.id, index]));
  const staying = stay(items.filter((item) => !item.mine), order);
  const moves = [];
  const rest = [];
  let after = null;
  for (const item of items) {
    const { block, html, mine } = item;
    if (mine) moves.push({ op: "insert", after, new: { ...block, ...(block.type === "text" && { html }) } });
    else if (!staying.has(block.id)) moves.push({ op: "move", block: block.id, after });
    if (!mine && html !== htmlOf(blocks[order.get(block.id)])) rest.push({ op: "replace", block: block.id, html });
    for (const offer of item.chosen) rest.push({ op: "offer", block: block.id, offer });
    if (item.hidden) rest.push({ op: "hide", block: block.id });
    after = block.id;
  }
  return [...moves, ...rest];
}

// The heaviest rising run keeps its place; what is locked in its position always belongs to it.
function stay(items, order) {
  const best = [];
  items.forEach((item, at) => {
    const place = order.get(item.block.id);
    const weight = isFixed(item) ? 1000 : 1;
    let before = null;
    for (let index = 0; index < at; index++) {
      if (best[index].place < place && (!before || best[index].sum > before.sum)) before = best[index];
    }
    best.push({ id: item.block.id, place, sum: weight + (before?.sum ?? 0), before });
  });
  const kept = new Set();
  let last = best.reduce((most, one) => (one.sum > (most?.sum ?? 0) ? one : most), null);
  for (; last; last = last.before) kept.add(last.id);
  return kept;
}

export const isLocked = (item) => Boolean(item.block.locks?.includes("content"));
export const isFixed = (item) => Boolean(item.block.locks?.includes("position"));

/** Say whether an item may go one step up (-1) or down (1). */
export function mayMove(items, item, step) {
  const shown = items.filter((one) => !one.hidden);
  return !isFixed(item) && Boolean(shown[shown.indexOf(item) + step]);
}

/** Move an item past the next one that is shown. */
export function move(items, item, step) {
  const shown = items.filter((one) => !one.hidden);
  const other = shown[shown.indexOf(item) + step];
  items.splice(items.indexOf(item), 1);
  items.splice(items.indexOf(other) + (step > 0 ? 1 : 0), 0, item);
}

/** A fresh item with the guide's own words. */
export function ownWords(items) {
  const ids = new Set(items.map(({ block }) => block.id));
  let number = 1;
  while (ids.has(`guide-${number}`)) number++;
  return { block: { id: `guide-${number}`, type: "text" }, html: "", hidden: false, mine: true, chosen: [] };
}
