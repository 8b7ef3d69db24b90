// The block editor: the document is the page. Parts: store (draft, history), sheet (blocks), saving, phone, picking.
import Sortable from "sortablejs";
import { api, complain, debounce, el, toast, word } from "./_lib.js";
import { isUnfinished, newBlock } from "./editor/making.js";
import { Phone } from "./editor/phone.js";
import { pickPicture, pickProduct, thumb } from "./editor/picking.js";
import { fillReplacements } from "./editor/replacements.js";
import { Saver, savedText } from "./editor/saving.js";
import { Sheet } from "./editor/sheet.js";
import { Store } from "./editor/store.js";

const at = (selector) => document.querySelector(selector);
const start = JSON.parse(at("#start").textContent);
const { content } = start;
const draftOf = ({ title, summary, cover, blocks }) => ({ title, summary, cover, blocks });
const store = new Store(draftOf(content));
const facts = { version: content.version, published: content.published_revision, revision: content.revision };

const desk = { store, offers: start.offers, products: start.products, assets: start.assets, figures: start.figures, zone: start.zone, insert, say: (text) => (at("[data-live]").textContent = text) };
const sheet = new Sheet(at("[data-blocks]"), desk);
const phone = new Phone(at("[data-phone]"));

// ── Insert ──
async function insert(type, index = sheet.active ? store.indexOf(sheet.active) + 1 : store.doc.blocks.length) {
  const given = { starts_at: nextEvening() };
  if (type === "image") {
    const asset = await pickPicture();
    if (!asset) return;
    desk.assets[asset.id] = asset;
    given.asset = asset.id;
    given.alt = /\.\w{3,4}$/.test(asset.title) ? "" : asset.title;
  }
  if (type === "product") {
    const product = await pickProduct();
    if (!product) return;
    desk.products[product.id] = product;
    given.product = product.id;
  }
  const block = newBlock(type, store.doc, given);
  store.insert(block, index);
  sheet.focus(block.id);
  sheet.views.get(block.id)?.node.classList.add("dropped");
}

function nextEvening() {
  const evening = new Date(Date.now() + 86_400_000);
  evening.setMinutes(0, 0, 0);
  return evening.toISOString();
}

const rail = at(".rail");
rail.addEventListener("click", (event) => event.target.closest("[data-insert]") && insert(event.target.closest("[data-insert]").dataset.insert));
at(".add-end").addEventListener("click", () => insert("text", store.doc.blocks.length));
new Sortable(rail, { group: { name: "blocks", pull: "clone", put: false }, sort: false, animation: 120, delay: 180, delayOnTouchOnly: true });

// ── Title, summary, cover ──
const fit = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
};
for (const name of ["title", "summary"]) {
  const area = at(`[data-${name}]`);
  area.value = store.doc[name];
  area.addEventListener("input", () => {
    fit(area);
    store.apply((doc) => (doc[name] = area.value.replace(/\n/g, " ")), { key: name, origin: name });
  });
  area.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && (event.preventDefault(), sheet.focus(store.doc.blocks[0]?.id)));
  requestAnimationFrame(() => fit(area));
  addEventListener("resize", debounce(() => fit(area), 150));
}

const cover = at("[data-cover]");
cover.addEventListener("click", async () => {
  const asset = await pickPicture();
  if (!asset) return;
  desk.assets[asset.id] = asset;
  store.apply((doc) => (doc.cover = asset.id));
});

at("[data-cover-remove]").addEventListener("click", () => store.apply((doc) => (doc.cover = null)));

function drawCover() {
  const asset = desk.assets[store.doc.cover];
  at("[data-cover-remove]").hidden = !store.doc.cover;
  if (cover.dataset.shown === String(store.doc.cover)) return;
  cover.dataset.shown = String(store.doc.cover);
  cover.replaceChildren(...(asset ? [thumb(asset)] : [el("span", { class: "small" }, word("no_cover"))]));
  cover.setAttribute("aria-label", word(asset ? "change_cover" : "no_cover"));
}

// ── Saving ──
const saver = new Saver({ id: content.id, revision: content.revision, read: () => ({ ...store.doc, blocks: store.doc.blocks.filter((block) => !isUnfinished(block)) }), tell: heard });
const save = at("[data-save]");

function heard(state, { content: saved, sent, errors = [], error } = {}) {
  save.className = `save-state ${state}`;
  save.textContent = state === "saved" ? savedText(saver.at) : state === "refused" ? error.message : word(state);
  drawHead();
  if (state === "conflict") return meetConflict();
  if (state === "wrong") return mark(errors.map(wrongOf(sent)));
  if (!saved) return;
  facts.revision = saved.revision;
  takeOver(saved, sent);
  drawHead();
  phone.show(saved.revision);
  check();
}

setInterval(() => saver.state === "saved" && (save.textContent = savedText(saver.at)), 20_000);

// The server cleans what it is given: a link it took away is taken away here, too, and said.
function takeOver(saved, sent) {
  const links = (html) => (html?.match(/href=/g) || []).length;
  const fewer = saved.blocks.filter((block, n) => block.type === "text" && links(block.html) < links(sent.blocks[n]?.html));
  if (!fewer.length) return;
  toast(word("link_dropped"), { wrong: true });
  store.amend((doc) => {
    for (const block of fewer) {
      const own = doc.blocks.find((one) => one.id === block.id);
      if (own) own.html = block.html;
    }
  });
}

store.onChange(({ origin, quiet }) => {
  for (const name of ["title", "summary"]) {
    const area = at(`[data-${name}]`);
    if (origin !== name && area.value !== store.doc[name]) (area.value = store.doc[name]), fit(area);
  }
  drawCover();
  if (!quiet) saver.touch();
  drawHead();
});

// ── Head ──
function drawHead() {
  const { version, published, revision } = facts;
  const isSame = version && published === revision && !saver.isDirty;
  at("[data-head-title]").textContent = store.doc.title;
  at("[data-head-state]").textContent = word(isSame ? "state_same" : version ? "state_changed" : "state_fresh", { n: version });
  const publish = at("[data-publish]");
  publish.textContent = word("publish_n", { n: (version || 0) + 1 });
  publish.disabled = Boolean(isSame);
  at("[data-undo]").disabled = !store.past.length;
  at("[data-redo]").disabled = !store.future.length;
}

at("[data-undo]").addEventListener("click", () => store.undo());
at("[data-redo]").addEventListener("click", () => store.redo());
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (!["z", "y", "s"].includes(key)) return;
  event.preventDefault();
  if (key === "s") saver.touch(), saver.save();
  else if (key === "y" || event.shiftKey) store.redo();
  else store.undo();
});

at("[data-publish]").addEventListener("click", async (event) => {
  const press = event.currentTarget;
  press.setAttribute("aria-busy", "true");
  try {
    if (!(await saver.save()) || store.doc.blocks.some(isUnfinished)) return at("[data-check]").click();
    const { status, body } = await api("POST", `/contents/${content.id}/publish`, undefined, { full: true });
    facts.version = body.version;
    facts.published = facts.revision;
    drawHead();
    toast(word(status === 201 ? "published" : "nothing_new", { n: body.version }));
    await redrawVersions().catch(complain);
  } catch (error) {
    if (error.type !== "content-not-ready") return complain(error);
    check();
    await check.flush();
    toast(word("not_ready", { n: error.errors.length }), { wrong: true });
    at("#checks").showModal();
  } finally {
    press.removeAttribute("aria-busy");
  }
});

// ── Checking ──
const check = debounce(async () => {
  try {
    const { items } = await api("GET", `/contents/${content.id}/check`);
    mark(items.map((item) => ({ ...item, text: word(`flaw.${item.reason}`) })));
  } catch (error) {
    if (error.status) complain(error);
  }
}, 150);

const wrongOf = (sent) => ({ field, reason }) => {
  const [head, number, name] = field.split(".");
  const block = head === "blocks" && number !== undefined ? sent.blocks[Number(number)]?.id : undefined;
  const known = word(`reason.${reason}`);
  const text = known.startsWith("reason.") ? `${name || ""} ${reason}` : known;
  return { field, block, level: "problem", text: block ? text : word("of_field", { field: word(`field.${head}`), text }) };
};

function mark(found) {
  const waiting = store.doc.blocks.filter(isUnfinished).map(({ id }) => ({ field: "blocks", block: id, level: "problem", text: word("unfinished") }));
  const findings = [...found, ...waiting];
  sheet.mark(findings);
  const problems = findings.filter((finding) => finding.level === "problem");
  const button = at("[data-check]");
  button.textContent = problems.length ? word("check_n", { n: problems.length }) : word("check");
  button.classList.toggle("has-problems", problems.length > 0);
  const group = (title, found) => (found.length ? [el("h3", {}, title), ...found.map(findingRow)] : []);
  const hints = findings.filter((finding) => finding.level !== "problem");
  const good = problems.length ? [] : [el("p", { class: "notice good" }, word("all_good"))];
  at("[data-findings]").replaceChildren(...good, ...group(word("must"), problems), ...group(word("could"), hints));
}

const findingRow = (finding) =>
  el("button", { type: "button", class: "picker-row", onclick: () => (at("#checks").close(), goTo(finding)) }, finding.text);

function goTo({ field, block }) {
  if (block) return sheet.focus(block);
  const area = { title: at("[data-title]"), summary: at("[data-summary]"), cover }[field];
  (area || at("[data-insert]")).focus();
}

at("[data-check]").addEventListener("click", async () => {
  if (await saver.save()) check();
  await check.flush();
  at("#checks").showModal();
});

// ── Conflict ──
function meetConflict() {
  const dialog = at("#conflict");
  const src = `${at("[data-phone]").dataset.src}?r=${Date.now()}`;
  at("[data-theirs-phone]").replaceChildren(el("iframe", { src, title: at("[data-phone]").dataset.label }));
  if (!dialog.open) dialog.showModal();
}
at("[data-mine]").addEventListener("click", async () => {
  at("#conflict").close();
  await saver.rebase().catch(complain);
  saver.touch();
  saver.save();
});
at("[data-theirs]").addEventListener("click", async () => {
  at("#conflict").close();
  try {
    const theirs = await saver.rebase();
    await learn(theirs);
    store.apply((doc) => Object.assign(doc, draftOf(theirs)));
  } catch (error) {
    complain(error);
  }
});
at("#conflict").addEventListener("close", () => saver.state === "conflict" && (save.textContent = word("conflict")));
save.addEventListener("click", () => saver.state === "conflict" && meetConflict());

// What another draft refers to, and this page has not heard of yet.
async function learn({ blocks, cover: picture }) {
  const wanted = { assets: [picture], products: [], offers: [] };
  for (const block of blocks) {
    wanted.assets.push(block.asset);
    wanted.products.push(block.product);
    wanted.offers.push(...(block.offers || []), block.fallback);
  }
  const missing = Object.entries(wanted).flatMap(([kind, ids]) => [...new Set(ids)].filter((id) => id && !desk[kind][id]).map((id) => [kind, id]));
  await Promise.all(missing.map(async ([kind, id]) => (desk[kind][id] = await api("GET", `/${kind}/${id}`).catch(() => undefined))));
}

// ── Versions, preview ──
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-restore]");
  if (!button) return;
  try {
    const version = await api("GET", `/contents/${content.id}/versions/${button.dataset.restore}`);
    await learn(version);
    store.apply((doc) => Object.assign(doc, draftOf(version)));
    button.closest("dialog").close();
    toast(word("restored", { n: button.dataset.restore }), { undo: () => store.undo() });
  } catch (error) {
    complain(error);
  }
});

// What a published content can do (plan, insights, recall) and its versions are drawn by the server: they are asked for anew.
async function redrawVersions() {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of [".edit-head .menu-list", "#versions"]) at(part).replaceWith(fresh.querySelector(part));
  if (at("#recall")) return;
  at("#versions").after(fresh.querySelector("#recall"));
  fillReplacements();
}

const guide = at("[data-guide]");
phone.guide = guide.value;
guide.addEventListener("change", () => ((phone.guide = guide.value), phone.show(facts.revision)));

// On a narrow screen the phone comes as a dialog of its own.
const side = at(".phone-side");
const home = side.parentElement;
at("[data-preview-open]").addEventListener("click", async () => {
  await saver.save();
  at("[data-phone-place]").append(side);
  at("#phone").showModal();
  phone.show(facts.revision);
});
at("#phone").addEventListener("close", () => home.append(side));
addEventListener("resize", debounce(() => phone.missed && phone.show(phone.missed), 300));

at(".menu-list").addEventListener("click", () => (at(".menu").open = false));

drawCover();
drawHead();
phone.show(content.revision);
check();
fillReplacements();
saver.at = Date.now() - (new Date(start.now) - new Date(content.updated_at));
saver.state = "saved";
save.textContent = savedText(saver.at);
save.className = "save-state saved";
