// Suggestions under a search field: a combobox after the ARIA pattern, by text, pinyin or initials.
import { api, debounce, el, word } from "./_lib.js";

const WAIT = 120;

/** Suggest terms for `input` in `list`; choosing one searches for it. */
export function suggestFor(input, list) {
  let asking;
  let at = -1;
  const options = () => [...list.children];

  const hide = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    const all = options();
    at = (next + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (value) => {
    input.value = value;
    hide();
    ask.cancel();
    input.form.requestSubmit();
  };
  const option = ({ value, kind, count }, index) =>
    el(
      "div",
      { role: "option", id: `${list.id}-${index}`, class: "suggestion", onpointerdown: (event) => (event.preventDefault(), choose(value)) },
      el("span", { class: "cut grow" }, value),
      el("span", { class: "small" }, `${word(`suggest_${kind}`)} ${count}`),
    );
  const show = (items) => {
    list.replaceChildren(...items.map(option));
    list.hidden = !items.length;
    at = -1;
    input.setAttribute("aria-expanded", String(items.length > 0));
  };
  const ask = debounce(async () => {
    asking?.abort();
    asking = new AbortController();
    const typed = input.value.trim();
    if (!typed) return hide();
    try {
      const { items } = await api("GET", `/assets/suggest?q=${encodeURIComponent(typed.slice(0, 120))}`, undefined, { signal: asking.signal });
      if (document.activeElement === input) show(items.filter(({ value }) => value !== typed));
    } catch {
      hide(); // a suggestion that does not come is no error worth a word
    }
  }, WAIT);

  const keys = {
    ArrowDown: () => mark(at + 1),
    ArrowUp: () => mark(at < 0 ? options().length - 1 : at - 1),
    Escape: hide,
    Enter: () => choose(options()[at].querySelector("span").textContent),
  };

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id })) input.setAttribute(name, value);
  hide();
  input.addEventListener("input", ask);
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || !keys[event.key] || (event.key === "Enter" && at < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.form.addEventListener("submit", hide);
}
