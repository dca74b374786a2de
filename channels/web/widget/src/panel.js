// The button in the corner and the panel it opens.

import css from "./widget.css";
import { coloursOf } from "./colour.js";
import { Thread } from "./thread.js";
import { wordsIn } from "./words.js";

const BUBBLE = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 4.5h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2z"/></svg>`;
const CROSS = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>`;
const COLOUR = /^#[0-9a-f]{6}$/i;

const BODY = `
<section class="panel" id="panel" role="dialog" aria-labelledby="title" hidden>
  <div class="head"><h2 id="title" tabindex="-1"></h2><button type="button" class="close">${CROSS}</button></div>
  <p class="notice" role="status" hidden></p>
</section>
<button type="button" class="launcher" aria-expanded="false" aria-controls="panel">${BUBBLE}<span class="badge" aria-hidden="true" hidden></span></button>
<span class="heard" role="status"></span>`;

export class Panel {
  constructor({ title, greeting, language, position, scheme, colour, link }) {
    this.words = wordsIn(language);
    this.greeting = greeting || this.words.greeting;
    this.link = link;
    this.host = document.createElement("frontdesk-chat");
    this.host.lang = language;
    if (position === "left") this.host.dataset.position = "left";
    this.root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // unlike a style element, no business of the site's content security policy
    sheet.replaceSync(css);
    this.root.adoptedStyleSheets = [sheet];
    this.root.innerHTML = BODY;
    this.part("h2").textContent = title || this.words.title;
    this.paint(COLOUR.test(colour) ? colour : "#0f766e", scheme);
    this.thread = new Thread(this.words, language, {
      send: (text, choice) => this.chat.send(text, choice),
      again: (clientId) => this.chat.again(clientId),
    });
    this.part(".panel").append(this.thread.element);
    this.thread.line({ id: "greeting", author: "clinic", text: this.greeting, at: Date.now() });
    this.name(0);
    this.listen();
  }

  attach(chat) {
    this.chat = chat;
  }

  part(selector) {
    return this.root.querySelector(selector);
  }

  paint(colour, scheme) {
    const { brand, onBrand, link } = coloursOf(colour.toLowerCase());
    const given = { "--brand": brand, "--on-brand": onBrand, "--link-light": link.light, "--link-dark": link.dark };
    Object.entries(given).forEach(([name, value]) => this.host.style.setProperty(name, value));
    const system = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      this.host.dataset.scheme = scheme === "light" || scheme === "dark" ? scheme : system.matches ? "dark" : "light";
    };
    system.addEventListener("change", follow);
    follow();
  }

  listen() {
    this.part(".launcher").addEventListener("click", () => (this.isOpen ? this.close() : this.show()));
    this.part(".close").addEventListener("click", () => this.close());
    this.part(".panel").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  get isOpen() {
    return !this.part(".panel").hidden;
  }

  show() {
    this.part(".panel").hidden = false;
    this.host.toggleAttribute("data-open", true);
    this.part(".launcher").setAttribute("aria-expanded", "true");
    this.chat.look(true, this.link);
    this.link = null;
    this.unread(0);
    requestAnimationFrame(() => {
      this.thread.end();
      // On a phone the keyboard would cover what there is to read.
      if (matchMedia("(pointer: coarse)").matches) this.part("h2").focus();
      else this.thread.focus();
    });
  }

  close() {
    this.part(".panel").hidden = true;
    this.host.toggleAttribute("data-open", false);
    this.part(".launcher").setAttribute("aria-expanded", "false");
    this.chat.look(false);
    this.name(0);
    this.part(".launcher").focus();
  }

  /** A line is new, or changed. */
  line(line) {
    this.thread.line(line);
  }

  typing(on) {
    this.thread.typing(on);
  }

  notice(name) {
    const notice = this.part(".notice");
    notice.hidden = !name;
    notice.textContent = name ? this.words[name] : "";
  }

  unread(number) {
    if (number === this.count) return;
    this.count = number;
    const badge = this.part(".badge");
    badge.hidden = !number;
    badge.textContent = number > 9 ? "9+" : number;
    this.part("[role=status].heard").textContent = number ? this.words.unread(number) : "";
    this.name(number);
  }

  name(number) {
    const { open, close, unread } = this.words;
    this.part(".close").setAttribute("aria-label", close);
    this.part(".launcher").setAttribute("aria-label", this.isOpen ? close : number ? `${open}, ${unread(number)}` : open);
  }
}
