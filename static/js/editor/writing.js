// Rich text in a block: a short list of tags, whatever is pasted.
import { el, word } from "../_lib.js";
import { icon } from "./icons.js";

const KEPT = new Set(["P", "BR", "STRONG", "B", "EM", "I", "U", "S", "UL", "OL", "LI", "BLOCKQUOTE", "A"]);
const BLOCKS = new Set(["DIV", "SECTION", "ARTICLE", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "PRE", "HEADER", "FOOTER"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "META", "LINK", "IFRAME", "OBJECT", "SVG", "TEMPLATE", "HEAD"]);

/** Reduce pasted HTML to what a text block may hold; the server cleans it again. */
export function tidy(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const holder = el("div");
  for (const child of [...page.body.childNodes]) holder.append(...tidyNode(child));
  return holder.innerHTML;
}

function tidyNode(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node.textContent.replace(/\s+/g, " ")].filter(Boolean);
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return [];
  const children = [...node.childNodes].flatMap(tidyNode);
  if (BLOCKS.has(node.tagName)) return children.length ? [el("p", {}, ...children)] : [];
  if (!KEPT.has(node.tagName)) return children;
  const href = node.tagName === "A" && /^https?:/i.test(node.getAttribute("href") || "") ? node.getAttribute("href") : null;
  if (node.tagName === "A" && !href) return children;
  return [el(node.tagName.toLowerCase(), href ? { href } : {}, ...children)];
}

/** What is in a text field as HTML; "" when there are no words. */
export const htmlOf = (field) => (field.textContent.trim() ? field.innerHTML : "");

/** Paste plain lines, or tidied HTML, at the caret. */
export function pasteInto(event, { plain = false } = {}) {
  event.preventDefault();
  const text = event.clipboardData.getData("text/plain");
  const html = plain ? "" : event.clipboardData.getData("text/html");
  if (html) return document.execCommand("insertHTML", false, tidy(html));
  if (plain || !text.includes("\n")) return document.execCommand("insertText", false, text.replace(/\s+/g, " "));
  const lines = text.split(/\n+/).filter((line) => line.trim());
  const holder = el("div", {}, ...lines.map((line) => el("p", {}, line.trim())));
  return document.execCommand("insertHTML", false, holder.innerHTML);
}

/** The buttons for words: they act on the selection and leave the caret where it is. */
export function wordTools(field, changed) {
  const run = (command) => () => {
    field.focus();
    document.execCommand(command);
    changed();
  };
  const tool = (mark, label, act) =>
    el("button", { type: "button", class: "tool", title: label, "aria-label": label, onmousedown: (event) => event.preventDefault(), onclick: act }, mark);
  return [
    tool(el("b", {}, "B"), word("bold"), run("bold")),
    tool(el("i", {}, "I"), word("italic"), run("italic")),
    tool("•", word("list"), run("insertUnorderedList")),
    tool("1.", word("numbers"), run("insertOrderedList")),
    tool(icon("link"), word("link"), () => askLink(field, changed)),
  ];
}

function askLink(field, changed) {
  const selection = getSelection();
  const range = selection.rangeCount && field.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
  if (!range || (range.collapsed && !linkAt(range))) return field.focus();
  const dialog = document.getElementById("linking");
  const form = dialog.querySelector("[data-linking]");
  form.url.value = linkAt(range)?.getAttribute("href") || "";
  const finish = (url) => {
    dialog.close();
    field.focus();
    selection.removeAllRanges();
    selection.addRange(whole(range));
    document.execCommand(url ? "createLink" : "unlink", false, url || undefined);
    changed();
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const url = form.url.value.trim();
    if (url && !/^https?:\/\/[^\s]+$/i.test(url)) {
      form.url.setCustomValidity(word("link_wrong"));
      form.url.reportValidity();
      return;
    }
    finish(url);
  };
  form.url.oninput = () => form.url.setCustomValidity("");
  form.querySelector("[data-unlink]").onclick = () => finish("");
  dialog.showModal();
}

const linkAt = (range) => (range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement).closest("a");

function whole(range) {
  const link = linkAt(range);
  if (link && range.collapsed) range.selectNodeContents(link);
  return range;
}
