// What each kind of block looks like in the editor; typing goes straight into the draft.
import { el, word } from "../_lib.js";
import { pickOffer, pickPicture, pickProduct, price, thumb } from "./picking.js";
import { fromLocal, toLocal } from "./times.js";
import { htmlOf, pasteInto } from "./writing.js";

/** Draw a block's body. `desk` knows the store, what ids stand for (`offers`, `products`, `assets`), figures, the zone. */
export function drawBody(block, desk) {
  return BODIES[block.type](block, desk);
}

const BODIES = { text, heading, image, video, product, live, slot };

/** Change a field by typing: one step back per burst, and the block is not drawn anew. */
const typed = (desk, block, name) => (value) =>
  desk.store.change(block.id, (one) => (one[name] = value), { key: `${name}:${block.id}`, origin: block.id });

function line(desk, block, name, { hint, kind = "text", max, className = "" }) {
  const write = typed(desk, block, name);
  const field = el("input", { class: `bare ${className}`, type: kind, value: block[name] ?? "", placeholder: hint, "aria-label": hint, maxlength: max, "data-field": name });
  field.addEventListener("input", () => write(field.value));
  return field;
}

/** A field that may not be left wrong: what does not fit is not written, and the last good value comes back. */
function strictLine(desk, block, name, { fits, ...given }) {
  const field = line(desk, block, name, given);
  field.addEventListener("input", (event) => {
    field.toggleAttribute("aria-invalid", !fits(field.value));
    if (!fits(field.value)) event.stopImmediatePropagation();
  }, { capture: true });
  field.addEventListener("blur", () => {
    field.value = desk.store.find(block.id)?.[name] ?? field.value;
    field.removeAttribute("aria-invalid");
  });
  return field;
}

function text(block, desk) {
  const field = el("div", { class: "words", contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-label": word("text_hint"), "data-hint": word("text_hint"), "data-field": "html" });
  field.innerHTML = block.html;
  const write = typed(desk, block, "html");
  const changed = () => {
    field.classList.toggle("blank", !field.textContent.trim());
    write(htmlOf(field));
  };
  field.classList.toggle("blank", !field.textContent.trim());
  field.addEventListener("input", changed);
  field.addEventListener("paste", (event) => pasteInto(event));
  field.addEventListener("focus", () => {
    document.execCommand("defaultParagraphSeparator", false, "p");
    if (!field.firstChild) startParagraph(field);
  });
  field.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
  field.changed = changed;
  return field;
}

// Without a paragraph to stand in, the first line typed would lie bare beside the later ones.
function startParagraph(field) {
  const paragraph = el("p", {}, el("br"));
  field.append(paragraph);
  getSelection().collapse(paragraph, 0);
}

function heading(block, desk) {
  const tag = `h${Math.min(Math.max(block.level, 2), 4)}`;
  const field = el(tag, { class: "words head", contenteditable: "true", role: "textbox", "aria-label": word("heading_hint"), "data-hint": word("heading_hint"), "data-field": "text" });
  field.textContent = block.text;
  const write = typed(desk, block, "text");
  field.classList.toggle("blank", !block.text);
  field.addEventListener("input", () => {
    const words = field.textContent.replace(/\s+/g, " ").slice(0, 120);
    field.classList.toggle("blank", !words.trim());
    write(words);
  });
  field.addEventListener("paste", (event) => pasteInto(event, { plain: true }));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    desk.insert("text", desk.store.indexOf(block.id) + 1);
  });
  return field;
}

function image(block, desk) {
  const asset = desk.assets[block.asset];
  const change = async () => {
    const picked = await pickPicture();
    if (!picked) return;
    desk.assets[picked.id] = picked;
    desk.store.change(block.id, (one) => (one.asset = picked.id));
  };
  const picture = el("button", { type: "button", class: "picture", onclick: change, "aria-label": word("change_picture") }, asset ? thumb(asset, "preview") : el("span", { class: "muted" }, word("gone")), el("span", { class: "over" }, word("change_picture")));
  const notes = el("div", { class: "notes" }, line(desk, block, "alt", { hint: word("alt_hint"), max: 200 }), line(desk, block, "caption", { hint: word("caption_hint"), max: 200 }));
  return el("figure", { class: "image-body" }, picture, notes);
}

function video(block, desk) {
  return el("div", { class: "card-body" }, el("b", {}, desk.assets[block.asset]?.title || word("gone")), el("span", { class: "small" }, word("video")));
}

function product(block, desk) {
  const found = desk.products[block.product];
  const change = async () => {
    const picked = await pickProduct();
    if (!picked) return;
    desk.products[picked.id] = picked;
    desk.store.change(block.id, (one) => (one.product = picked.id));
  };
  return el(
    "div",
    { class: "card-body" },
    el("span", { class: "grow" }, el("b", {}, found?.name || word("gone")), el("span", { class: "price" }, found ? price(found) : "")),
    found && !found.on_shelf ? el("span", { class: "tag early" }, word("off_shelf")) : null,
    el("button", { type: "button", class: "button small", onclick: change }, word("change_product")),
  );
}

function live(block, desk) {
  const when = el("input", { class: "bare", type: "datetime-local", value: toLocal(block.starts_at, desk.zone), "aria-label": word("live_when"), "data-field": "starts_at" });
  const write = typed(desk, block, "starts_at");
  when.addEventListener("input", () => when.value && write(fromLocal(when.value, desk.zone)));
  return el(
    "div",
    { class: "card-body live-body" },
    line(desk, block, "title", { hint: word("live_title"), max: 120, className: "strong" }),
    when,
    line(desk, block, "url", { hint: word("live_url"), kind: "url", max: 2000 }),
  );
}

function slot(block, desk) {
  const add = (name) => async () => {
    const title = word(name === "fallback" ? "pick_fallback_title" : "pick_offer_title");
    const picked = await pickOffer(title, { except: name === "fallback" ? [] : block.offers });
    if (!picked) return;
    desk.offers[picked.id] = picked;
    desk.store.change(block.id, (one) => (name === "fallback" ? (one.fallback = picked.id) : one.offers.push(picked.id)));
  };
  const guides = el("input", { type: "checkbox", "data-field": "guide_offers" });
  guides.checked = block.guide_offers;
  guides.addEventListener("change", () => desk.store.change(block.id, (one) => (one.guide_offers = guides.checked)));
  const figure = desk.figures[block.key];
  return el(
    "div",
    { class: "slot-body" },
    el("div", { class: "slot-name" }, el("span", { class: "k", "aria-hidden": "true" }, `${word("slot")} ·`), strictLine(desk, block, "name", { fits: (name) => name.trim(), hint: word("slot_name"), max: 40, className: "k" }), keyField(block, desk)),
    el("button", { type: "button", class: "button add-offer", onclick: add("offers") }, `+ ${word("add_offer")}`),
    el(
      "div",
      { class: "slot-offers", "data-offers": block.id, title: word("order_hint") },
      ...block.offers.map((key) => chip(desk, block, key, () => desk.store.change(block.id, (one) => (one.offers = one.offers.filter((other) => other !== key))))),
    ),
    el(
      "div",
      { class: "slot-foot" },
      block.offers.length || block.fallback ? null : el("span", { class: "small" }, word("no_offers")),
      block.fallback
        ? chip(desk, block, block.fallback, () => desk.store.change(block.id, (one) => delete one.fallback), { isFallback: true })
        : el("button", { type: "button", class: "offer-chip fb", onclick: add("fallback") }, `+ ${word("add_fallback")}`),
      el("label", { class: "check small" }, guides, el("span", {}, word("guide_offers"))),
    ),
    figure ? el("p", { class: "hint" }, figure) : null,
  );
}

// The key goes into addresses and reports, so it is typed into only on purpose.
function keyField(block, desk) {
  const isFree = (key) => !desk.store.doc.blocks.some((other) => other.key === key && other.id !== block.id);
  const fits = (key) => /^[a-z0-9_-]{1,32}$/.test(key) && !["m", "direct"].includes(key) && isFree(key);
  const field = strictLine(desk, block, "key", { fits, hint: word("slot_key"), max: 32, className: "code key" });
  field.title = word("slot_key");
  return field;
}

function chip(desk, block, key, remove, { isFallback = false } = {}) {
  const offer = desk.offers[key];
  const name = offer?.name || word("gone");
  return el(
    "span",
    { class: `offer-chip ${isFallback ? "fb" : ""} ${offer?.state === "live" ? "" : "asleep"}`, "data-offer": key },
    isFallback ? word("fallback", { name }) : name,
    offer && offer.state !== "live" ? el("span", { class: "small" }, word(`state.${offer.state}`)) : null,
    el("button", { type: "button", class: "drop", "aria-label": `${word("remove")} ${name}`, onclick: remove }, "×"),
  );
}
