// The blocks on the sheet: each drawn once and again only when it changed elsewhere; tools, drag, keyboard.
import Sortable from "sortablejs";
import { el, toast, word } from "../_lib.js";
import { drawBody } from "./bodies.js";
import { icon } from "./icons.js";
import { copyBlock } from "./making.js";
import { wordTools } from "./writing.js";

export class Sheet {
  /** `place` holds the blocks; `desk` is what bodies know, see `drawBody`. */
  constructor(place, desk) {
    Object.assign(this, { place, desk, store: desk.store, views: new Map(), active: null });
    this.store.onChange(({ origin }) => this.draw(origin));
    place.addEventListener("focusin", (event) => this.#activate(event.target.closest("[data-block]")?.dataset.block));
    place.addEventListener("pointerdown", (event) => this.#activate(event.target.closest("[data-block]")?.dataset.block));
    place.addEventListener("keydown", (event) => this.#key(event));
    this.#sortable();
    this.draw();
  }

  draw(origin = null) {
    const kept = new Set();
    this.store.doc.blocks.forEach((block, index) => {
      kept.add(block.id);
      const json = JSON.stringify(block);
      let view = this.views.get(block.id);
      if (!view || (view.json !== json && origin !== block.id)) view = this.#redraw(block, view);
      view.json = json;
      if (this.place.children[index] !== view.node) this.place.insertBefore(view.node, this.place.children[index] || null);
    });
    for (const [id, view] of this.views) if (!kept.has(id)) (view.node.remove(), this.views.delete(id));
  }

  #redraw(block, old) {
    const hadFocus = old?.node.contains(document.activeElement);
    const node = this.#frame(block);
    node.classList.toggle("on", this.active === block.id);
    if (old) old.node.replaceWith(node);
    const view = { node };
    this.views.set(block.id, view);
    this.#offersSortable(node, block);
    if (hadFocus) this.focus(block.id);
    return view;
  }

  #frame(block) {
    const body = drawBody(block, this.desk);
    const tools = el("div", { class: "blk-tools", role: "toolbar" }, ...this.#tools(block, body));
    const grip = el("button", { type: "button", class: "grip", "aria-label": word("drag"), title: word("drag") }, "⋮⋮");
    const flags = (block.locks || []).map((lock) => word(`lock_${lock}`)).join(" · ");
    return el("div", { class: `blk is-${block.type}`, "data-block": block.id }, grip, tools, body, flags ? el("p", { class: "flags" }, icon("lock"), flags) : null, el("p", { class: "finding", "data-finding": true, hidden: true }));
  }

  #tools(block, body) {
    const { id } = block;
    const act = (mark, label, onclick, pressed) => el("button", { type: "button", class: "tool", title: label, "aria-label": label, "aria-pressed": pressed, onclick }, mark);
    const lock = (name, mark) => {
      const isOn = (block.locks || []).includes(name);
      return act(mark, word(`lock_${name}`), () => this.#toggleLock(id, name), String(isOn));
    };
    const level = () => this.store.change(id, (one) => (one.level = one.level >= 4 ? 2 : Math.max(one.level, 2) + 1));
    return [
      ...(block.type === "text" ? wordTools(body, () => body.changed()) : []),
      block.type === "heading" ? act(`H${block.level}`, word("level", { n: block.level }), level) : null,
      act("↑", word("up"), () => this.moveBy(id, -1)),
      act("↓", word("down"), () => this.moveBy(id, 1)),
      lock("content", icon("lock")),
      lock("position", icon("pin")),
      act(icon("copy"), word("duplicate"), () => this.store.insert(copyBlock(this.store.find(id), this.store.doc), this.store.indexOf(id) + 1)),
      act(icon("trash"), word("delete"), () => this.remove(id)),
    ];
  }

  #toggleLock(id, name) {
    this.store.change(id, (one) => {
      const locks = new Set(one.locks || []);
      if (!locks.delete(name)) locks.add(name);
      if (locks.size) one.locks = [...locks].sort();
      else delete one.locks;
    });
  }

  remove(id) {
    const index = this.store.indexOf(id);
    this.store.remove(id);
    toast(word("deleted"), { undo: () => this.store.undo() });
    this.focus(this.store.doc.blocks[Math.max(0, index - 1)]?.id);
  }

  moveBy(id, step) {
    this.#moved(id, this.store.move(id, this.store.indexOf(id) + step));
  }

  #moved(id, to) {
    if (to < 0) return;
    this.focus(id);
    this.desk.say(word("moved", { n: to + 1, all: this.store.doc.blocks.length }));
    this.views.get(id)?.node.scrollIntoView({ block: "nearest" });
  }

  /** Put the caret into a block: at the end of its words, or its first field. */
  focus(id) {
    const node = this.views.get(id)?.node;
    const field = node?.querySelector("[contenteditable],input:not([type=checkbox]),.picture");
    if (!field) return;
    field.focus({ preventScroll: true });
    if (field.isContentEditable) getSelection().selectAllChildren(field), getSelection().collapseToEnd();
    node.scrollIntoView({ block: "nearest" });
  }

  #activate(id) {
    if (!id || id === this.active) return;
    this.views.get(this.active)?.node.classList.remove("on");
    this.active = id;
    this.views.get(id)?.node.classList.add("on");
  }

  #key(event) {
    const id = event.target.closest("[data-block]")?.dataset.block;
    if (!id || event.isComposing) return;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && event.altKey) return event.preventDefault(), this.moveBy(id, step);
    const block = this.store.find(id);
    const isBlank = (block?.type === "text" && !block.html) || (block?.type === "heading" && !block.text);
    if (event.key === "Backspace" && isBlank && event.target.isContentEditable) {
      event.preventDefault();
      const before = this.store.doc.blocks[this.store.indexOf(id) - 1]?.id;
      this.store.remove(id);
      this.focus(before);
    }
  }

  #sortable() {
    new Sortable(this.place, {
      group: "blocks",
      handle: ".grip",
      animation: 140,
      ghostClass: "ghost",
      onUpdate: ({ item, newIndex }) => {
        const { block } = item.dataset;
        this.#moved(block, this.store.move(block, newIndex));
      },
      onAdd: ({ item, newIndex }) => {
        const type = item.dataset.insert;
        item.remove();
        this.desk.insert(type, newIndex);
      },
    });
  }

  #offersSortable(node, block) {
    const place = node.querySelector("[data-offers]");
    if (!place || block.offers.length < 2) return;
    new Sortable(place, {
      animation: 120,
      draggable: ".offer-chip",
      onUpdate: () => {
        const order = [...place.querySelectorAll("[data-offer]")].map((one) => one.dataset.offer);
        this.store.change(block.id, (one) => (one.offers = order));
      },
    });
  }

  /** Say under each block what was found there: [{field, block, reason or text}]. */
  mark(findings) {
    for (const [id, { node }] of this.views) {
      const own = findings.filter((finding) => finding.block === id);
      const note = node.querySelector("[data-finding]");
      note.textContent = own.map((finding) => finding.text).join(word("and"));
      note.hidden = !own.length;
      node.classList.toggle("bad", own.some((finding) => finding.level === "problem"));
    }
  }
}
