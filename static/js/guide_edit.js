// The guide's editor: every open text is written in where it stands; hide, move, add words, add an offer. Saves by itself.
import { complain, el, toast, word } from "./_lib.js";
import { edits, isFixed, isLocked, mayMove, move, ownWords, read } from "./_guide_draft.js";
import { Saving } from "./_guide_saving.js";

const editor = document.querySelector("[data-editor]");
const start = JSON.parse(document.querySelector("script[data-start]").textContent);
const icons = document.querySelector("template[data-icons]").content;
const status = document.querySelector("[data-status]");
const undoButton = document.querySelector("[data-undo]");
const offers = { ...start.offers };
for (const slot of Object.values(start.slots)) for (const offer of [...slot.offers, ...slot.allowed]) offers[offer.id] = offer;

let items = read(start.blocks, start.edition?.edits ?? []);
const past = [];

const saving = new Saving({
  task: start.task,
  edition: start.edition,
  edits: () => edits(start.blocks, items.filter((item) => !(item.mine && isEmpty(item)))),
  say(text, kind = "") {
    status.textContent = text;
    status.className = `push small nowrap ${{ good: "good-ink", late: "late-ink", wrong: "danger-ink" }[kind] ?? ""}`;
  },
  refused(problem) {
    if (problem.status !== 412) return complain(problem);
    const box = el("div", { class: "notice wrong", role: "alert" }, word("conflict"), " ");
    box.append(el("button", { class: "button", type: "button", onclick: () => (saving.clear(), location.reload()) }, word("reload")));
    editor.before(box);
  },
});

const isEmptyHtml = (html) => !html.replace(/<[^>]*>|&nbsp;|\s/g, "");

function isEmpty(item) {
  return item.block.type === "text" && isEmptyHtml(item.html);
}

// ── Changing ──
function change(deed) {
  remember();
  deed();
  draw();
  saving.touch();
}

function remember() {
  past.push(JSON.stringify(items));
  if (past.length > 50) past.shift();
  undoButton.disabled = false;
}

function undo() {
  const before = past.pop();
  if (!before) return toast(word("nothing_to_undo"));
  items = JSON.parse(before);
  undoButton.disabled = !past.length;
  draw();
  saving.touch();
}

undoButton.addEventListener("click", undo);

function hide(item) {
  change(() => (item.mine ? items.splice(items.indexOf(item), 1) : (item.hidden = true)));
  toast(word(item.mine ? "removed" : "hidden"), { undo });
}

// ── Drawing ──
const icon = (name) => icons.querySelector(`[data-icon="${name}"]`).firstElementChild.cloneNode(true);

const tool = (name, label, onclick, disabled = false) =>
  el("button", { class: "button icon quiet", type: "button", "aria-label": label, title: label, onclick, disabled }, icon(name));

function draw() {
  const open = document.activeElement?.closest?.("[data-id]")?.dataset.id;
  const nodes = [adder(null)];
  for (const item of items) nodes.push(card(item), adder(item));
  editor.replaceChildren(...nodes);
  if (open) editor.querySelector(`[data-id="${CSS.escape(open)}"] [contenteditable]`)?.focus({ preventScroll: true });
}

function card(item) {
  if (item.hidden) return hiddenCard(item);
  const { id, type } = item.block;
  const kind = `e-block ${item.mine ? "mine" : ""} ${type === "slot" ? "e-slot" : ""}`;
  return el("section", { class: kind, "data-id": id, "data-type": type }, bar(item), body(item), type === "slot" ? offerChoice(item) : null);
}

function hiddenCard(item) {
  const name = label(item);
  return el(
    "section",
    { class: "e-block e-hidden", "data-id": item.block.id },
    el("span", { class: "muted cut grow" }, `${word("hidden")} · ${name}`),
    el("button", { class: "button", type: "button", onclick: () => change(() => (item.hidden = false)) }, word("show")),
  );
}

function bar(item) {
  const tools = el("div", { class: "e-tools" });
  if (item.mine) tools.append(el("span", { class: "small grow" }, word("mine")));
  else if (isLocked(item) || isFixed(item)) tools.append(el("span", { class: "small grow e-lock" }, icon("lock"), word(isLocked(item) ? "locked" : "fixed")));
  else tools.append(el("span", { class: "grow" }));
  if (!isFixed(item)) {
    tools.append(
      tool("up", word("up"), () => change(() => move(items, item, -1)), !mayMove(items, item, -1)),
      tool("down", word("down"), () => change(() => move(items, item, 1)), !mayMove(items, item, 1)),
    );
  }
  if (!isLocked(item)) tools.append(tool(item.mine ? "trash" : "hide", word(item.mine ? "remove" : "hide"), () => hide(item)));
  return tools;
}

function body(item) {
  const { block } = item;
  if (block.type === "text" || block.type === "heading") return textBody(item);
  if (block.type === "image" && start.pictures[block.asset]) {
    return el("img", { class: "e-picture", src: start.pictures[block.asset], alt: block.alt ?? "", loading: "lazy" });
  }
  if (block.type === "slot") {
    const shown = [...item.chosen.map((id) => offers[id]).filter(Boolean), ...start.slots[block.id].offers][0];
    return el("p", { class: "e-line" }, icon("slot"), el("span", {}, `${block.name}${shown ? ` · ${shown.name}` : ""}`));
  }
  return el("p", { class: "e-line" }, label(item));
}

function label(item) {
  const { block, html } = item;
  if (block.type === "text" || block.type === "heading") return new DOMParser().parseFromString(html, "text/html").body.textContent;
  const face = start.faces[block.id];
  return `${word(block.type)}${face ? ` · ${face}` : block.name ? ` · ${block.name}` : ""}`;
}

// ── Words ──
function textBody(item) {
  const isHeading = item.block.type === "heading";
  const node = el("div", { class: isHeading ? "e-text e-heading" : "e-text" });
  node.innerHTML = item.html; // cleaned by the server, and by `tidy` when it was typed here
  if (isLocked(item)) return node;
  node.contentEditable = "true";
  for (const [name, value] of Object.entries({ role: "textbox", "aria-multiline": String(!isHeading), "aria-label": word("edit_text"), "data-hint": word(item.mine ? "write" : "edit_text") })) {
    node.setAttribute(name, value);
  }
  node.addEventListener("focus", () => (node.fresh = true));
  node.addEventListener("input", () => typed(item, node));
  node.addEventListener("paste", paste);
  if (isHeading) node.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return node;
}

function typed(item, node) {
  if (node.fresh) remember();
  node.fresh = false;
  const html = tidy(node, item.block.type);
  node.classList.toggle("is-empty", isEmptyHtml(html));
  // A text that was emptied is no edit: HQ's words come back in its place, or it can be hidden.
  item.html = isEmptyHtml(html) && !item.mine ? original(item) : html;
  saving.touch();
}

function original(item) {
  return read(start.blocks, []).find(({ block }) => block.id === item.block.id).html;
}

// Browsers make paragraphs of divs and loose words: everything becomes <p>, as the server keeps it.
function tidy(node, type) {
  if (type === "heading") return el("span", {}, node.textContent.trim()).innerHTML;
  const sheet = node.cloneNode(true);
  for (const part of sheet.querySelectorAll("[style],[class]")) part.removeAttribute("style"), part.removeAttribute("class");
  for (const part of [...sheet.querySelectorAll("div")]) {
    const paragraph = el("p");
    paragraph.append(...part.childNodes);
    part.replaceWith(paragraph);
  }
  const loose = [...sheet.childNodes].filter((part) => part.nodeType === Node.TEXT_NODE && part.textContent.trim());
  for (const part of loose) {
    const paragraph = el("p");
    part.replaceWith(paragraph);
    paragraph.append(part);
  }
  return sheet.innerHTML.trim();
}

function paste(event) {
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
}

// ── Adding ──
function adder(item) {
  if (item?.hidden) return "";
  const add = () => {
    const own = ownWords(items);
    change(() => items.splice(item ? items.indexOf(item) + 1 : 0, 0, own));
    editor.querySelector(`[data-id="${own.block.id}"] [contenteditable]`).focus();
  };
  return el("button", { class: "e-add", type: "button", onclick: add, title: word("add_words") }, icon("plus"), el("span", {}, word("add_words")));
}

function offerChoice(item) {
  const slot = start.slots[item.block.id];
  if (!slot?.open) return null;
  const chosen = item.chosen.map((id) =>
    el(
      "div",
      { class: "row e-chosen" },
      el("span", { class: "grow" }, `${word("my_offer")} · ${offers[id]?.name ?? ""}`),
      tool("close", word("remove"), () => change(() => item.chosen.splice(item.chosen.indexOf(id), 1))),
    ),
  );
  return el("div", { class: "e-offers" }, ...chosen, item.chosen.length ? null : choice(item, slot));
}

function choice(item, slot) {
  const open = slot.allowed.filter(({ id }) => !item.chosen.includes(id));
  if (!open.length) return el("p", { class: "small" }, word("no_offers"));
  const list = el("div", { class: "e-list" }, el("p", { class: "small" }, word("choose_offer")));
  for (const offer of open) {
    const press = () => change(() => item.chosen.unshift(offer.id));
    list.append(
      el("button", { class: "button wide", type: "button", onclick: press }, el("span", { class: "grow" }, offer.name), el("span", { class: "small" }, [offer.kind, offer.until].filter(Boolean).join(" · "))),
    );
  }
  return el("details", {}, el("summary", { class: "button wide" }, icon("plus"), word("add_offer")), list);
}

// ── Leaving ──
for (const way of document.querySelectorAll("[data-share-form], [data-leave]")) {
  way.addEventListener(way.matches("form") ? "submit" : "click", async (event) => {
    if (!saving.isDirty()) return;
    event.preventDefault();
    if (!(await saving.now())) return;
    if (way.matches("form")) way.submit();
    else location.assign(way.href);
  });
}

// ── Beginning: with what was written last time and never reached the server ──
const left = saving.leftOver();
if (left) items = read(start.blocks, left);
document.execCommand?.("defaultParagraphSeparator", false, "p");
draw();
if (left) saving.touch();
