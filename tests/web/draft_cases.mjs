// Articles edited at random by the guide's script: what it would send, and what it shows.
import { edits, mayMove, move, ownWords, read } from "../../static/js/_guide_draft.js";

let seed = 7;
const random = (below) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;

function article() {
  const lock = () => (random(5) ? {} : { locks: ["position"] });
  return Array.from({ length: 2 + random(9) }, (_, at) => ({ id: `b${at}`, type: "text", html: `<p>${at}</p>`, ...lock() }));
}

const DEEDS = [step, step, remove, add, (_items, item) => (item.html = "<p>new</p>")];

function step(items, item) {
  const by = random(2) ? 1 : -1;
  if (!item.hidden && mayMove(items, item, by)) move(items, item, by);
}

function remove(items, item) {
  if (item.mine) items.splice(items.indexOf(item), 1);
  else item.hidden = !item.hidden;
}

function add(items) {
  items.splice(random(items.length + 1), 0, Object.assign(ownWords(items), { html: "<p>mine</p>" }));
}

const cases = Array.from({ length: 300 }, () => {
  const blocks = article();
  const items = read(blocks, []);
  for (let deed = random(14); deed; deed--) DEEDS[random(DEEDS.length)](items, items[random(items.length)]);
  const made = edits(blocks, items);
  const shown = items.filter((item) => !item.hidden).map(({ block, html }) => [block.id, html]);
  return { blocks, edits: made, shown, again: edits(blocks, read(blocks, made)) };
});
console.log(JSON.stringify(cases));
