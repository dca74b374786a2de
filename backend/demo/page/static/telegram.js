// Telegram: inline keyboards, links that start a chat, edited messages, and blocking.

import { Chat } from "./chat.js";
import { button, element } from "./dom.js";

const START_LINK = /[?&]start=([A-Za-z0-9_-]{1,64})\s*$/;

export class Telegram extends Chat {
  static channel = "telegram";
  static title = "Telegram";
  static placeholder = "Message, or a start link";
  static longest = 4096;

  constructor(wiring) {
    super(wiring);
    this.block = button("quiet small", "Block", () => this.#block());
    this.part(".channel-tools").append(this.block);
  }

  get path() {
    return `handsets/${encodeURIComponent(this.number)}/telegram`;
  }

  welcome(place) {
    const words = "Nothing here yet. A bot may only write to people who wrote to it. Press Start, or paste a link with ?start= in it.";
    const start = button("idea", "Start", () => this.attempt(this.send("/start")));
    const list = element("div", "ideas");
    list.append(start);
    place.replaceChildren(element("p", "", words), list);
  }

  showState(thread) {
    this.tell(thread.blocked ? "Has blocked the bot" : `Chat with the bot of ${this.clinic}`, thread.blocked);
    this.block.textContent = thread.blocked ? "Unblock" : "Block";
  }

  /** What is typed; a pasted link is opened, as Telegram would. */
  send(text) {
    if (this.editing) return this.#change(text);
    const link = START_LINK.exec(text);
    return super.send(link ? `/start ${link[1]}` : text);
  }

  under(message) {
    if (message.direction === "inbound") return message.attached ? [] : [this.#editButton(message)];
    const look = message.waiting ? "choice waiting" : "choice";
    return message.buttons.map((key) => button(look, key.label, () => this.press(key.payload)));
  }

  #editButton(message) {
    const edit = button("edit", "Edit", () => {
      this.editing = message;
      this.composer.about("Changes what you wrote", "Leave it", () => this.#leave());
      this.composer.fill(message.body);
    });
    edit.setAttribute("aria-label", `Edit: ${message.body.slice(0, 40)}`);
    return edit;
  }

  async #change(text) {
    const message = this.editing;
    await this.carrier.act(`${this.messages}/${message.message_id}/edit`, { text });
    this.#leave();
  }

  #leave() {
    this.editing = null;
    this.composer.about("");
    this.composer.fill("");
  }

  async #block() {
    await this.attempt(this.carrier.act(`${this.path}/block`, { blocked: !this.closed }));
    await this.attempt(this.refresh());
  }
}
