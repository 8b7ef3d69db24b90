// Uploads: chosen, dropped or pasted files, three at a time, with the outcome of the whole batch.
import { api, complain, csrf, el, toast, word } from "./_lib.js";

const AT_ONCE = 3;
const REFRESH_MS = 1500;
const MEGABYTE = 1024 * 1024;
const FINAL = new Set([413, 415, 422]);

// The same file would be refused again: there is nothing to retry.
const refusal = (message) => Object.assign(new Error(message), { isFinal: true });

/** Take files from the page and show in `panel` how far they are; `changed` is called when the library has new ones. */
export function receiveUploads(panel, { changed }) {
  const batch = new Batch(panel, changed);
  const picker = document.querySelector("[data-upload-files]");
  document.addEventListener("click", ({ target }) => target.closest("[data-upload]") && picker.click());
  picker.addEventListener("change", () => {
    batch.add([...picker.files]);
    picker.value = "";
  });
  document.addEventListener("paste", ({ clipboardData, target }) => {
    if (!target.closest("input,textarea") && clipboardData?.files.length) batch.add([...clipboardData.files]);
  });
  takeDropped(document.querySelector("[data-drop]"), batch);
  addEventListener("beforeunload", (event) => batch.isBusy && (event.preventDefault(), (event.returnValue = word("leaving"))));
}

function takeDropped(veil, batch) {
  let depth = 0;
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  const veiled = (by) => {
    depth = Math.max(0, depth + by);
    veil.hidden = !depth;
  };
  addEventListener("dragenter", (event) => holdsFiles(event) && veiled(1));
  addEventListener("dragleave", (event) => holdsFiles(event) && veiled(-1));
  addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    veiled(-Infinity);
    batch.add([...event.dataTransfer.files]);
  });
}

class Batch {
  constructor(panel, changed) {
    Object.assign(this, { panel, changed, waiting: [], running: new Set(), refreshed: 0 });
    this.limit = Number(panel.dataset.uploadMb) * MEGABYTE;
    this.clear();
  }

  clear() {
    Object.assign(this, { files: 0, total: 0, sent: 0, began: Date.now(), added: [], duplicates: [], restored: [], refused: [] });
  }

  get isBusy() {
    return this.waiting.length + this.running.size > 0;
  }

  add(files) {
    if (!files.length) return;
    if (!this.isBusy) this.clear();
    this.files += files.length;
    this.total += files.reduce((sum, { size }) => sum + size, 0);
    this.waiting.push(...files.map((file) => ({ file, sent: 0 })));
    this.panel.hidden = false;
    this.next();
  }

  next() {
    while (this.waiting.length && this.running.size < AT_ONCE) this.send(this.waiting.shift());
    this.show();
  }

  async send(one) {
    this.running.add(one);
    try {
      this.take(await this.post(one));
    } catch (error) {
      this.refused.push({ file: one.file, reason: error.message, isFinal: Boolean(error.isFinal) });
    }
    this.progress(one, one.file.size);
    this.running.delete(one);
    this.refresh();
    this.next();
  }

  take({ status, body }) {
    if (status === 201) this.added.push(body);
    else (body.restored ? this.restored : this.duplicates).push(body);
  }

  // fetch() does not tell how much of a body has gone.
  post(one) {
    if (one.file.size > this.limit) return Promise.reject(refusal(word("too_large", { n: this.limit / MEGABYTE })));
    const form = new FormData();
    form.append("file", one.file);
    const request = new XMLHttpRequest();
    return new Promise((resolve, reject) => {
      request.open("POST", "/api/v1/assets");
      request.responseType = "json";
      request.setRequestHeader("X-CSRF-Token", csrf());
      request.upload.addEventListener("progress", ({ loaded }) => this.progress(one, Math.min(loaded, one.file.size)));
      request.addEventListener("error", () => reject(new Error(word("offline"))));
      request.addEventListener("load", () => {
        const { status, response: body } = request;
        if (status < 300) return resolve({ status, body });
        if (status === 401) return reject(new Error(word("signed_out")));
        const detail = body?.detail ?? word("failed");
        return reject(FINAL.has(status) ? refusal(detail) : new Error(detail));
      });
      request.send(form);
    });
  }

  progress(one, sent) {
    this.sent += sent - one.sent;
    one.sent = sent;
    this.show();
  }

  refresh() {
    const now = Date.now();
    if (this.isBusy && now - this.refreshed < REFRESH_MS) return;
    this.refreshed = now;
    this.changed();
  }

  retry() {
    const again = this.refused.filter(({ isFinal }) => !isFinal).map(({ file }) => file);
    this.refused = [];
    this.add(again);
  }

  async tag(text) {
    const tags = text.split(/[,\uff0c]/).map((tag) => tag.trim()).filter(Boolean);
    if (!tags.length) return;
    try {
      for (const asset of this.added) asset.tags = (await api("PATCH", `/assets/${asset.id}`, { tags: [...new Set([...asset.tags, ...tags])] })).tags;
      toast(word("tagged"));
      this.changed();
    } catch (error) {
      complain(error);
    }
  }

  show() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      if (this.isBusy || !this.panel.querySelector("[data-tagging]:focus-within")) this.panel.replaceChildren(...this.parts());
    });
  }

  parts() {
    const outcome = { added: this.added, duplicates: this.duplicates, restored: this.restored, refused: this.refused };
    const told = Object.entries(outcome).filter(([, list]) => list.length).map(([key, list]) => word(key, { n: list.length }));
    return [this.head(), this.isBusy ? this.bar() : null, el("p", { class: "small", role: "status" }, [...told, this.left()].filter(Boolean).join(" · ")), this.complaints(), this.tagging()].filter(Boolean);
  }

  head() {
    const title = this.isBusy ? word("uploading", { n: this.files }) : word(this.refused.length === this.files ? "nothing_uploaded" : "uploaded");
    const close = el("button", { class: "button quiet icon small", type: "button", "aria-label": word("close"), onclick: () => (this.panel.hidden = true) }, "×");
    return el("div", { class: "row" }, el("b", { class: "grow" }, title), this.isBusy ? null : close);
  }

  bar() {
    return el("progress", { class: "seal", max: this.total || 1, value: this.sent, "aria-label": word("progress") });
  }

  left() {
    const seconds = Math.ceil(((Date.now() - this.began) / 1000) * (this.total / Math.max(this.sent, 1) - 1));
    if (!this.isBusy || this.sent < this.total / 50 || !Number.isFinite(seconds) || seconds < 2) return "";
    return seconds < 90 ? word("seconds_left", { n: seconds }) : word("minutes_left", { n: Math.round(seconds / 60) });
  }

  complaints() {
    if (!this.refused.length) return null;
    const lines = this.refused.map(({ file, reason }) => el("li", {}, el("b", { class: "cut" }, file.name), el("span", { class: "small" }, reason)));
    const again = el("button", { class: "button small", type: "button", onclick: () => this.retry() }, word("retry"));
    return el("div", { class: "refused" }, el("ul", {}, ...lines), this.isBusy || this.refused.every(({ isFinal }) => isFinal) ? null : again);
  }

  tagging() {
    if (this.isBusy || !this.added.length) return null;
    const label = word("tag_them", { n: this.added.length });
    const input = el("input", { class: "input", name: "tags", "aria-label": label, placeholder: word("tag_ask", { label }), autocomplete: "off" });
    const send = (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.tag(input.value);
      input.value = "";
    };
    return el("form", { class: "row tight", "data-tagging": true, onsubmit: send }, input, el("button", { class: "button small", type: "submit" }, word("tag_do")));
  }
}
