// The draft and its history. Every change goes through `apply`; a burst of typing in one place is one step back.
const BURST = 1500;
const HISTORY = 200;

export class Store {
  constructor(doc) {
    this.doc = structuredCloneOf(doc);
    this.past = [];
    this.future = [];
    this.listeners = [];
    this.last = { key: null, at: 0 };
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  /**
   * Change the draft: `change` gets a copy to work on. `key` names a place (`text:b1`): changes there soon after one
   * another are one step. `origin` is the block whose own field was typed into, so that it is not drawn anew.
   */
  apply(change, { key = null, origin = null } = {}) {
    const next = structuredCloneOf(this.doc);
    change(next);
    if (same(next, this.doc)) return;
    const now = Date.now();
    const isBurst = key && key === this.last.key && now - this.last.at < BURST;
    if (!isBurst) this.past.push(this.doc);
    if (this.past.length > HISTORY) this.past.shift();
    this.future = [];
    this.last = { key, at: now };
    this.#set(next, origin);
  }

  undo() {
    this.#step(this.past, this.future);
  }

  redo() {
    this.#step(this.future, this.past);
  }

  /** Take over what the server made of it, without a step of history. */
  amend(change) {
    const next = structuredCloneOf(this.doc);
    change(next);
    if (!same(next, this.doc)) this.#set(next, null, { quiet: true });
  }

  #step(from, to) {
    const found = from.pop();
    if (!found) return;
    to.push(this.doc);
    this.last = { key: null, at: 0 };
    this.#set(found, null);
  }

  #set(doc, origin, facts = {}) {
    this.doc = doc;
    for (const listener of this.listeners) listener({ origin, ...facts });
  }

  find(id) {
    return this.doc.blocks.find((block) => block.id === id);
  }

  indexOf(id) {
    return this.doc.blocks.findIndex((block) => block.id === id);
  }

  /** Change one block. */
  change(id, change, options) {
    this.apply((doc) => {
      const block = doc.blocks.find((one) => one.id === id);
      if (block) change(block);
    }, options);
  }

  insert(block, index) {
    this.apply((doc) => doc.blocks.splice(index, 0, block));
  }

  remove(id) {
    this.apply((doc) => (doc.blocks = doc.blocks.filter((block) => block.id !== id)));
  }

  /** Move a block to a place counted without it; returns the place, or -1 when it stays. */
  move(id, index) {
    const from = this.indexOf(id);
    const to = Math.max(0, Math.min(index, this.doc.blocks.length - 1));
    if (from < 0 || from === to) return -1;
    this.apply((doc) => doc.blocks.splice(to, 0, ...doc.blocks.splice(from, 1)));
    return to;
  }
}

const structuredCloneOf = (value) => JSON.parse(JSON.stringify(value));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
