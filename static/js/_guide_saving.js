// Saving by itself: a moment after the last change, again when the network is back, never over a newer version.
import { api, debounce, word } from "./_lib.js";

const WAITS = [2000, 5000, 10000, 20000];

export class Saving {
  /** `edits()` gives what is to be saved, `say(text, kind)` shows how it stands, `refused(problem)` hears of wrong edits. */
  constructor({ task, edition, edits, say, refused }) {
    Object.assign(this, { task, edits, say, refused });
    this.id = edition?.id;
    this.revision = edition?.revision;
    this.saved = JSON.stringify(edition?.edits ?? []);
    this.failures = 0;
    this.stopped = false;
    this.soon = debounce(() => this.now(), 800);
    addEventListener("online", () => this.isDirty() && this.now());
    addEventListener("pagehide", () => this.isDirty() && this.now({ keepalive: true }));
    document.addEventListener("visibilitychange", () => document.hidden && this.isDirty() && this.now({ keepalive: true }));
  }

  get shelf() {
    return `edition:${this.task}`;
  }

  isDirty() {
    return JSON.stringify(this.edits()) !== this.saved;
  }

  /** Edits of the last time that never reached the server, if it has not moved on since. */
  leftOver() {
    try {
      const left = JSON.parse(localStorage.getItem(this.shelf));
      return left && left.revision === (this.revision ?? null) ? left.edits : null;
    } catch {
      return null;
    }
  }

  /** Forget what was kept on this phone. */
  clear() {
    try {
      localStorage.removeItem(this.shelf);
    } catch {
      // Not allowed here: then nothing was kept either.
    }
  }

  /** Something changed: keep it on this phone at once, on the server in a moment. */
  touch() {
    const edits = this.edits();
    try {
      localStorage.setItem(this.shelf, JSON.stringify({ revision: this.revision ?? null, edits }));
    } catch {
      // No room or not allowed: saving on the server still works.
    }
    if (this.stopped) return;
    this.say(word("unsaved"));
    this.soon();
  }

  /** Save now; resolves to true when everything is on the server. One request at a time, each with the latest. */
  now(options = {}) {
    this.soon.cancel();
    this.running = (this.running ?? Promise.resolve()).then(() => this.send(options));
    return this.running;
  }

  async send({ keepalive = false }) {
    clearTimeout(this.timer);
    if (this.stopped) return false;
    const edits = this.edits();
    const text = JSON.stringify(edits);
    if (text === this.saved && this.id) return true;
    this.say(word("saving"));
    try {
      const kept = await this.put(edits, keepalive);
      this.id = kept.id;
      this.revision = kept.revision;
      this.saved = text;
      this.failures = 0;
      this.clear();
      this.say(word("saved"), "good");
      return true;
    } catch (problem) {
      return this.fail(problem);
    }
  }

  put(edits, keepalive) {
    if (!this.id) return api("POST", `/tasks/${this.task}/editions`, { edits }, { keepalive });
    return api("PUT", `/editions/${this.id}`, { edits }, { keepalive, headers: { "If-Match": `"${this.revision}"` } });
  }

  fail(problem) {
    if (problem.status === 0 || problem.status >= 500) {
      this.say(word("waiting"), "late");
      this.timer = setTimeout(() => this.now(), WAITS[Math.min(this.failures++, WAITS.length - 1)]);
      return false;
    }
    if (problem.status === 412) this.stopped = true;
    this.say(word("not_saved"), "wrong");
    this.refused(problem);
    return false;
  }
}
