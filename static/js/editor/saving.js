// Autosave: soon after the last change, on the revision it was made on; tells what happens, and never loses a change.
import { api, debounce, word } from "../_lib.js";

const SOON = 800;
const RETRY = [3000, 6000, 15000, 30000];

export class Saver {
  /** `read()` gives the draft; `tell(state, facts)` hears saved, unsaved, saving, retrying, wrong, conflict, refused. */
  constructor({ id, revision, read, tell }) {
    Object.assign(this, { id, read, tell, tag: `"${revision}"`, isDirty: false, isSaving: false, tries: 0 });
    this.later = debounce(() => this.save(), SOON);
    addEventListener("online", () => this.isDirty && this.save());
    addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault());
    document.addEventListener("visibilitychange", () => document.hidden && this.isDirty && this.save({ keepalive: true }));
  }

  touch() {
    this.isDirty = true;
    if (this.state !== "conflict") {
      this.#say("unsaved");
      this.later();
    }
  }

  /** Save now; resolves to true when everything is saved. */
  async save({ keepalive = false } = {}) {
    this.later.cancel();
    if (this.isSaving) {
      await this.saving;
      return this.isDirty ? this.save() : true;
    }
    if (!this.isDirty) return true;
    this.isSaving = true;
    this.saving = this.#put(keepalive);
    const done = await this.saving;
    this.isSaving = false;
    return done && this.isDirty ? this.save() : done;
  }

  async #put(keepalive) {
    const draft = this.read();
    this.isDirty = false;
    this.#say("saving");
    try {
      const answer = await api("PUT", `/contents/${this.id}`, draft, { headers: { "If-Match": this.tag }, full: true, keepalive });
      this.tag = answer.headers.get("ETag");
      this.tries = 0;
      this.at = Date.now();
      this.#say(this.isDirty ? "unsaved" : "saved", { content: answer.body, sent: draft });
      return true;
    } catch (error) {
      this.isDirty = true;
      this.#fail(error, draft);
      return false;
    }
  }

  #fail(error, sent) {
    if (error.status === 412) return this.#say("conflict");
    if (error.status === 422) return this.#say("wrong", { errors: error.errors, sent });
    if ([401, 403, 404, 409, 428].includes(error.status)) return this.#say("refused", { error });
    this.#say("retrying");
    setTimeout(() => this.isDirty && !this.isSaving && this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  /** After a conflict: build on the other's revision. */
  async rebase() {
    const { headers, body } = await api("GET", `/contents/${this.id}`, undefined, { full: true });
    this.tag = headers.get("ETag");
    this.state = "unsaved";
    return body;
  }

  #say(state, facts = {}) {
    this.state = state;
    this.tell(state, facts);
  }
}

export function savedText(at) {
  const minutes = Math.floor((Date.now() - at) / 60000);
  return word("saved", { when: minutes ? word("minutes_ago", { n: minutes }) : word("just_now") });
}
