// The phone beside the sheet: the page as a customer gets it, drawn by the server; the old one stays until the new one is there.
import { el } from "../_lib.js";

export class Phone {
  constructor(place) {
    this.place = place;
    this.guide = "";
    this.frame = null;
  }

  show(revision) {
    if (!this.place.offsetParent) return (this.missed = revision);
    this.missed = null;
    const at = new URL(this.place.dataset.src, location.href);
    if (this.guide) at.searchParams.set("guide", this.guide);
    at.searchParams.set("r", revision);
    const fresh = el("iframe", { src: at.href, title: this.place.dataset.label, class: "coming" });
    const scroll = this.frame?.contentWindow?.scrollY ?? 0;
    fresh.addEventListener("load", () => {
      fresh.contentWindow.scrollTo(0, scroll);
      fresh.classList.remove("coming");
      for (const old of this.place.querySelectorAll("iframe")) if (old !== fresh) old.remove();
      this.frame = fresh;
    });
    this.place.append(fresh);
  }
}
