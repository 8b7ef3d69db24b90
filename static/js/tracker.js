// The customer's page tells how far and how long it was read and which slots were seen. Small on purpose: at most 2 KB gzip.
const { share, n } = document.body.dataset;
const visit = [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(36)).join("");
const blocks = [...document.querySelectorAll("[data-d]")];
const isVisible = () => document.visibilityState === "visible";

let seq = 0;
let waiting = [];
let depth = 0;
let dwell = 0;
let sentDepth = 0;
let sentDwell = 0;
let since = 0; // when the reader's eyes came back, 0 while they are away
let isFocused = true; // some webviews never report focus: only a blur says that the reader left
let timer = 0;
let seen = false;

const note = (kind, more) => waiting.push({ kind, ...more, at: new Date().toISOString() });

// What the reader did so far; depth and dwell are told as totals, so that a lost message costs nothing.
function send() {
  clearTimeout(timer);
  timer = 0;
  count();
  const read = Math.min(Math.round(dwell), 864e5);
  if (depth > sentDepth) note("depth", { value: (sentDepth = depth) });
  if (read - sentDwell >= 500) note("dwell", { value: (sentDwell = read) });
  while (waiting.length) post(JSON.stringify({ share, visit, seq: seq++, n, events: waiting.splice(0, 40) }));
}

// Both outlive the page; text/plain asks no leave beforehand.
function post(body) {
  try {
    if (navigator.sendBeacon("/e", body)) return;
  } catch {
    // not every webview has it
  }
  fetch("/e", { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => {});
}

const soon = (ms) => (timer ||= setTimeout(send, ms));

function count() {
  const now = performance.now();
  if (since) dwell += now - since;
  since = isVisible() && isFocused ? now : 0;
}

// A block is reached when its middle, or half a screen of a tall one, has come into view.
function measure() {
  if (!isVisible()) return;
  const before = depth;
  for (const block of blocks) {
    const { top, height } = block.getBoundingClientRect();
    if (top + Math.min(height, innerHeight) / 2 <= innerHeight) depth = Math.max(depth, +block.dataset.d);
  }
  if (depth > before) soon(2500);
}

let isAsked = false;
function moved() {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => ((isAsked = false), measure()));
}

// Half of a slot in view for a second.
const clocks = new Map();
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, intersectionRatio } of entries) {
      clearTimeout(clocks.get(target));
      if (intersectionRatio < 0.5 || !isVisible()) continue;
      clocks.set(
        target,
        setTimeout(() => {
          watcher.unobserve(target);
          clocks.delete(target);
          target.dataset.seen = "";
          note("view", { slot: target.dataset.slot });
          soon(1000);
        }, 1000),
      );
    }
  },
  { threshold: 0.5 },
);
const slots = [...document.querySelectorAll("[data-slot]")];
function watch() {
  for (const slot of slots) {
    watcher.unobserve(slot);
    if (!("seen" in slot.dataset)) watcher.observe(slot);
  }
}

function look() {
  count();
  if (!isVisible()) {
    clocks.forEach(clearTimeout);
    return send();
  }
  if (!seen) {
    seen = true;
    note("seen");
    soon(0);
  }
  watch();
  measure();
}

for (const link of document.querySelectorAll("[data-slot] a")) {
  link.href += `?v=${visit}`;
  link.addEventListener("click", send);
}
for (const film of document.querySelectorAll("video")) {
  const marks = [25, 50, 75, 95];
  film.addEventListener("timeupdate", () => {
    while (marks.length && (film.currentTime / film.duration) * 100 >= marks[0]) {
      note("play", { value: marks.shift(), block: film.dataset.block });
      soon(2500);
    }
  });
}

const focus = (is) => () => {
  count();
  isFocused = is;
  count();
};
addEventListener("blur", focus(false));
for (const name of ["focus", "touchstart", "pointerdown", "scroll"]) addEventListener(name, focus(true), { passive: true });
addEventListener("scroll", moved, { passive: true });
addEventListener("resize", moved);
addEventListener("load", moved);
addEventListener("pagehide", send);
document.addEventListener("visibilitychange", look);
// A webview may be closed without a word: what is not told by then is at most this old.
for (const after of [5, 15, 30, 60, 120, 300, 600]) setTimeout(send, after * 1000);
look();
