// On every page: htmx under our policy, toasts, dialogs, copy buttons, questions before what cannot be taken back.
import htmx from "htmx.org";
import { complain, confirmed, copyText, csrf, toast } from "./_lib.js";

// The pages' policy forbids eval and inline code and styles, so htmx must not try.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  attributesToSettle: ["class", "width", "height"], // a style attribute would be refused
  historyCacheSize: 0, // no copy of a page outlives the sign-in in the browser's storage
});
window.htmx = htmx;

const on = (name, listener, options) => document.addEventListener(name, listener, options);

on("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = csrf();
});

// What the server says about a refusal is shown, not swallowed; fragments that carry wrong fields take their place.
on("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422) event.detail.shouldSwap = true;
});
on("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (xhr.status === 422) return;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  complain(new Error(page.querySelector("[data-problem] p")?.textContent));
});
on("htmx:sendError", () => complain());

// A server answer may say something: HX-Trigger: {"toast": {"text": "…", "wrong": false}}
on("toast", (event) => toast(event.detail.text ?? event.detail.value, { wrong: Boolean(event.detail.wrong) }));

on("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const copy = at("[data-copy],[data-copy-from]");
  if (copy) {
    const source = copy.dataset.copyFrom && document.querySelector(copy.dataset.copyFrom);
    copyText(source ? (source.value ?? source.textContent).trim() : copy.dataset.copy);
  }
  const opener = at("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (at("[data-close]")) at("dialog")?.close();
  if (event.target.matches("dialog.dialog") && isOutside(event)) event.target.close();
  if (at("[data-back]")) history.back();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

function isOutside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

// <form data-confirm="…" data-confirm-button="停用"> asks first.
const agreed = new WeakSet();
on(
  "submit",
  async (event) => {
    const form = event.target;
    const { confirm, confirmTitle, confirmButton } = { ...form.dataset, ...event.submitter?.dataset };
    if (!confirm || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await confirmed(confirm, { title: confirmTitle, button: confirmButton }))) return;
    agreed.add(form);
    form.requestSubmit(event.submitter);
  },
  true,
);

// One press sends a form once.
on("submit", (event) => {
  if (event.defaultPrevented) return;
  const press = event.submitter;
  if (press) setTimeout(() => press.setAttribute("aria-busy", "true"));
  if (event.target.dataset.sent && Date.now() - event.target.dataset.sent < 3000) event.preventDefault();
  event.target.dataset.sent = Date.now();
});
addEventListener("pageshow", () => {
  for (const press of document.querySelectorAll("[aria-busy]")) press.removeAttribute("aria-busy");
});

// <select data-submit> and the like send their form when changed.
on("change", (event) => event.target.matches("[data-submit]") && event.target.form?.requestSubmit());

// A definition stands above its mark, below where there is no room, and never over the edge.
const settle = (why) => {
  const text = why?.querySelector(".why-text");
  if (!text) return;
  const { left, top, bottom, width } = why.getBoundingClientRect();
  const box = text.getBoundingClientRect();
  const most = document.documentElement.clientWidth - 8 - box.width;
  text.style.setProperty("--x", `${Math.max(8, Math.min(left + width / 2 - box.width / 2, most))}px`);
  text.style.setProperty("--y", `${top - box.height < 16 ? bottom + 8 : top - box.height - 8}px`);
};
for (const name of ["pointerover", "focusin"]) on(name, (event) => settle(event.target.closest?.("[data-why]")));
on("scroll", () => settle(document.querySelector("[data-why]:hover, [data-why]:focus")), { capture: true, passive: true });

for (const note of document.querySelectorAll("[data-toast]")) setTimeout(() => note.remove(), 6000);
