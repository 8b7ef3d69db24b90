// What every script of ours may use: api(), toast(), confirmed(), copyText(), debounce(), word(), el().

/** A refusal of the API: `status`, `type` (stable slug), `message` (words for the reader), `errors` ([{field, reason}]). */
export class Problem extends Error {
  constructor(status, body = {}) {
    super(body.detail || body.title || word("failed"));
    this.name = "Problem";
    this.status = status;
    this.type = body.type || "";
    this.errors = body.errors || [];
    this.reason = body.reason;
  }
}

let words;

/** The words of the page for `key` (from its `<script data-words>`), with `%(name)s` filled in from `facts`. */
export function word(key, facts = {}) {
  words ||= Object.assign({}, ...[...document.querySelectorAll("script[data-words]")].map((part) => JSON.parse(part.textContent)));
  return (words[key] ?? key).replace(/%\((\w+)\)s/g, (_all, name) => facts[name] ?? "");
}

export const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/**
 * Call the API: `await api("PUT", "/contents/ID", body, {headers: {"If-Match": tag}})` gives the JSON answer.
 * Throws a `Problem` when it refuses or cannot be reached. `full: true` gives {status, headers, body} instead.
 * A FormData goes as it is; anything else as JSON.
 */
export async function api(method, path, body, { headers = {}, signal, full = false, keepalive = false } = {}) {
  const isForm = body instanceof FormData;
  const sent = { "X-CSRF-Token": csrf(), Accept: "application/json", ...headers };
  if (body !== undefined && !isForm) sent["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path.startsWith("/api/") ? path : `/api/v1${path}`, {
      method,
      headers: sent,
      body: body === undefined || isForm ? body : JSON.stringify(body),
      signal,
      keepalive,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { type: "offline", detail: word("offline") });
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401) answer.detail = word("signed_out");
  if (!response.ok) throw new Problem(response.status, answer);
  return full ? { status: response.status, headers: response.headers, body: answer } : answer;
}

/** Say something for a moment; `undo` is a function that takes it back; `wrong` says that it failed. Returns a function that closes it. */
export function toast(text, { undo, wrong = false, seconds = undo || wrong ? 7 : 3 } = {}) {
  const region = document.querySelector("body > [data-toasts]");
  const note = el("div", { class: wrong ? "toast wrong" : "toast" }, el("span", {}, String(text)));
  const close = () => note.remove();
  if (undo) note.append(el("button", { type: "button", onclick: () => (close(), undo()) }, word("undo")));
  // A modal dialog makes everything outside it inert: the note must stand inside to be seen and pressed.
  (document.querySelector("dialog[open] [data-toasts]") || region).append(note);
  setTimeout(close, seconds * 1000);
  return close;
}

/** Show what went wrong, in words. */
export const complain = (error) => error?.name !== "AbortError" && toast(error?.message || word("failed"), { wrong: true });

/** Call `run` once `ms` have passed without another call; `.flush()` calls it now if it waits, `.cancel()` forgets it. */
export function debounce(run, ms = 300) {
  let timer, waiting;
  const now = () => {
    const given = waiting;
    clearTimeout(timer);
    waiting = undefined;
    if (given) return run(...given);
  };
  const later = (...given) => {
    waiting = given;
    clearTimeout(timer);
    timer = setTimeout(now, ms);
  };
  return Object.assign(later, { flush: now, cancel: () => ((waiting = undefined), clearTimeout(timer)) });
}

/** Make an element: `el("button", {class: "button", onclick: run, "data-x": 1}, "text", child)`; text is never read as HTML. */
export function el(name, given = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Ask before something that cannot be taken back; resolves to true or false. */
export function confirmed(text, { title = "", button = word("confirm"), danger = true } = {}) {
  return new Promise((resolve) => {
    const answer = (value) => () => (resolve(value), box.close());
    const box = el(
      "dialog",
      { class: "dialog", "aria-label": title || text },
      title && el("h2", { class: "dialog-head" }, title),
      el("p", {}, text),
      el(
        "div",
        { class: "dialog-foot" },
        el("button", { class: "button", type: "button", onclick: answer(false) }, word("cancel")),
        el("button", { class: `button ${danger ? "danger" : "primary"}`, type: "button", onclick: answer(true) }, button),
      ),
    );
    box.addEventListener("close", () => (resolve(false), box.remove()));
    document.body.append(box);
    box.showModal();
  });
}

/** Copy text; says so, or says how to do it by hand. Works without https, too, where the clipboard has no interface. */
export async function copyText(text, { quiet = false } = {}) {
  const done = (await modernCopy(text)) || oldCopy(text);
  if (!quiet || !done) toast(word(done ? "copied" : "copy_failed"), { wrong: !done });
  return done;
}

async function modernCopy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function oldCopy(text) {
  const before = document.activeElement;
  const area = el("textarea", { class: "visually-hidden", readonly: true });
  area.value = text;
  (document.querySelector("dialog[open]") || document.body).append(area);
  area.select();
  area.setSelectionRange(0, text.length);
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  area.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}
