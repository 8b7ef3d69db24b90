// One dialog to choose from the house: an offer, a product, a picture of the library. Resolves to the thing, or null.
import { api, complain, debounce, el, toast, word } from "../_lib.js";

const LIMIT = 60;
const READY_TRIES = 40;

let dialog;
let place;

function open(title, parts) {
  dialog = document.getElementById("picker");
  place = dialog.querySelector("[data-picker]");
  dialog.querySelector("h2").textContent = title;
  place.replaceChildren(...parts);
  dialog.showModal();
}

/** Show a dialog whose `list(text)` answers while typing; `row(item, choose)` draws one. */
function choose(title, { list, row, above = [], empty }) {
  return new Promise((resolve) => {
    const items = el("div", { class: "picker-items", role: "list" });
    const finish = (item) => (resolve(item), dialog.close());
    const show = (found) => items.replaceChildren(...(found.length ? found.map((item) => row(item, () => finish(item))) : [el("p", { class: "muted" }, empty)]));
    const look = async (text = "") => {
      try {
        show(await list(text.trim()));
      } catch (error) {
        complain(error);
      }
    };
    const search = el("input", { class: "input", type: "search", placeholder: word("search"), "aria-label": word("search") });
    search.addEventListener("input", debounce(() => look(search.value), 250));
    open(title, [el("div", { class: "row" }, el("div", { class: "grow" }, search), ...above.map((make) => make({ finish, look, items }))), items]);
    dialog.addEventListener("close", () => resolve(null), { once: true });
    addEventListener("focus", function again() {
      if (dialog.open) look(search.value);
      else removeEventListener("focus", again);
    });
    search.focus();
    look();
  });
}

export function pickOffer(title, { except = [] } = {}) {
  const taken = new Set(except);
  return choose(title, {
    empty: word("nothing"),
    list: async (q) => (await api("GET", `/offers?${new URLSearchParams({ q, limit: LIMIT })}`)).items.filter((offer) => !taken.has(offer.id)).sort(liveFirst),
    row: (offer, pick) =>
      el(
        "button",
        { type: "button", class: "picker-row", onclick: pick },
        el("b", { class: "grow" }, offer.name),
        el("span", { class: "small" }, word(`kind.${offer.kind}`)),
        el("span", { class: `tag ${offer.state === "live" ? "proven" : "early"}` }, word(`state.${offer.state}`)),
      ),
    above: [() => el("a", { class: "button", href: "/offers/new", target: "_blank", rel: "opener" }, word("new_offer"))],
  });
}

const liveFirst = (one, other) => (other.state === "live") - (one.state === "live");

export function pickProduct() {
  return choose(word("pick_product_title"), {
    empty: word("no_products"),
    list: async (q) => (await api("GET", `/products?${new URLSearchParams({ q, limit: LIMIT })}`)).items,
    row: (product, pick) =>
      el(
        "button",
        { type: "button", class: "picker-row", onclick: pick },
        el("b", { class: "grow" }, product.name),
        el("span", { class: "small" }, product.sku),
        el("span", {}, price(product)),
        product.on_shelf ? null : el("span", { class: "tag early" }, word("off_shelf")),
      ),
  });
}

export const price = ({ price: amount, currency }) => {
  const shape = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
  const places = shape.resolvedOptions().maximumFractionDigits;
  return shape.format(amount / 10 ** places).replace(/[.,]00$/, "");
};

export function pickPicture() {
  return choose(word("pick_picture_title"), {
    empty: word("nothing"),
    list: async (q) => (await api("GET", `/assets?${new URLSearchParams({ q, kind: "image", limit: LIMIT })}`)).items.filter((asset) => asset.state !== "failed"),
    row: (asset, pick) => {
      const shown = el("button", { type: "button", class: "picker-picture", onclick: pick, title: asset.title }, thumb(asset), el("span", { class: "small cut" }, asset.title));
      return shown;
    },
    above: [uploader],
  });
}

export function thumb(asset, preset = "thumb") {
  const image = el("img", { src: asset.renditions[preset] || asset.renditions.thumb, alt: "", loading: "lazy", width: asset.width, height: asset.height });
  if (asset.colour) image.style.backgroundColor = asset.colour;
  image.addEventListener("error", () => retry(image, 0), { once: true });
  return image;
}

// A rendition that is still being made answers 404: ask again until it is there.
function retry(image, tries) {
  if (tries >= READY_TRIES || !image.isConnected) return;
  setTimeout(() => {
    image.addEventListener("error", () => retry(image, tries + 1), { once: true });
    image.src = image.src.replace(/([?&]t=\d+)?$/, `${image.src.includes("?") ? "&" : "?"}t=${tries}`);
  }, 700);
}

function uploader({ finish }) {
  const label = el("span", {}, word("upload"));
  const input = el("input", { type: "file", accept: "image/*", class: "visually-hidden" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const form = new FormData();
    form.append("file", file);
    label.textContent = word("uploading");
    try {
      finish(await api("POST", "/assets", form));
    } catch (error) {
      toast(error.message, { wrong: true });
    } finally {
      label.textContent = word("upload");
      input.value = "";
    }
  });
  return el("label", { class: "button" }, label, input);
}
