// The guide's kit: words to copy, poster, link, forwarding. Every press is noted; nothing waits for the note.
import { api, complain, copyText, debounce, toast, word } from "./_lib.js";

const kit = document.querySelector("[data-kit]");

if (kit) {
  const { kit: code, channel, url, title } = kit.dataset;
  const caption = kit.querySelector("[data-caption]");
  const status = kit.querySelector("[data-caption-status]");

  const note = (kind) => api("POST", `/shares/${code}/intents`, { kind }, { keepalive: true }).catch(() => {});

  const save = debounce(async () => {
    try {
      const kept = await api("PATCH", `/shares/${code}`, { caption: caption.value }, { keepalive: true });
      status.textContent = word("caption_saved");
      if (!caption.value.trim()) caption.value = kept.caption;
      count();
    } catch (error) {
      complain(error);
    }
  }, 900);

  const count = () => {
    kit.querySelector("[data-count]").textContent = `${caption.value.length} / 2000`;
    fit();
  };
  const fit = () => {
    caption.style.height = "auto";
    caption.style.height = `${caption.scrollHeight + 2}px`;
  };
  caption.addEventListener("input", () => {
    status.textContent = "";
    count();
    save();
  });
  caption.addEventListener("blur", () => save.flush());
  addEventListener("pagehide", () => save.flush());
  fit();

  const words = () => (caption.value.includes(url) ? caption.value : `${caption.value}\n${url}`).trim();

  const deeds = {
    copied_text: () => copyText(caption.value.trim()),
    copied_link: () => copyText(url),
    saved_poster: () => (toast(word("poster_saved")), true),
    forwarded: forward,
  };

  async function forward() {
    if (!navigator.share) return pasteInstead();
    try {
      await navigator.share(await parcel());
      return true;
    } catch (error) {
      return error.name === "AbortError" ? false : pasteInstead();
    }
  }

  async function pasteInstead() {
    const done = await copyText(words(), { quiet: true });
    if (done) toast(word("ready_to_paste"), { seconds: 6 });
    return done;
  }

  // Moments and posters travel as a picture, where the phone can hand over files; everything else as words and a link.
  async function parcel() {
    if (channel !== "moments" && channel !== "poster") {
      return caption.value.includes(url) ? { text: caption.value } : { title, text: caption.value, url };
    }
    const poster = await fetch(`/s/${code}/poster.png`).then((answer) => answer.blob());
    const files = [new File([poster], "poster.png", { type: "image/png" })];
    return navigator.canShare?.({ files }) ? { files, text: caption.value } : { title, text: caption.value, url };
  }

  document.addEventListener("click", async (event) => {
    const kind = event.target.closest("[data-intent]")?.dataset.intent;
    if (kind && (await deeds[kind]())) note(kind);
  });
}

// A recipient's name is sent when it is finished, a channel at once.
const again = document.querySelector("[data-again]");
if (again) {
  const recipient = again.querySelector("[name=recipient]");
  const press = again.querySelector("[data-again-button]");
  const before = recipient.value;
  const show = () => (press.hidden = recipient.value.trim() === before);
  recipient.addEventListener("input", show);
  show();
}
