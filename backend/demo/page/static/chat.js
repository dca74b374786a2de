// A conversation on one channel of a telephone. What the channels differ in is in sms.js, whatsapp.js and telegram.js.

import { Composer } from "./composer.js";
import { button, copyOf, element, excuse, pretty, unlessAway } from "./dom.js";
import { fateOf, show } from "./fates.js";

const ANSWER_MS = 25_000;
const SETTLE_MS = 300;
const NEAR_PX = 48;

export class Chat {
  reachable = true;
  closed = false; // the clinic cannot write here: opted out, or blocked
  atEnd = true; // the newest message is on the screen
  rows = new Map();

  constructor({ number, carrier, clinic, pace, device }) {
    this.number = number;
    this.carrier = carrier;
    this.clinic = clinic;
    this.pace = pace;
    this.device = device;
    this.element = copyOf("chat-template");
    this.list = this.part(".texts");
    this.thread = this.part(".thread");
    const { title, placeholder, longest, channel, lines } = this.constructor;
    const shown = pretty(number);
    this.element.dataset.channel = channel;
    this.element.setAttribute("aria-label", `${title} on ${shown}`);
    this.part(".channel-name").textContent = title;
    this.thread.setAttribute("aria-label", `${title} messages on ${shown}`);
    this.composer = new Composer(this.part("form"), {
      send: (text) => this.send(text),
      id: `${channel}-${number.slice(1)}`,
      label: `${title} message from ${shown}`,
      placeholder,
      longest,
      lines,
    });
    const grown = new ResizeObserver(() => this.atEnd && this.#toEnd());
    for (const node of [this.thread, this.list]) grown.observe(node);
    this.thread.addEventListener("scroll", () => this.#noteEnd());
    this.welcome(this.part(".welcome"));
  }

  // What a channel says of itself.

  /** Where its messages are, at the carrier. */
  get path() {
    throw new Error("A channel has a path.");
  }

  /** Where they are read and written. */
  get messages() {
    return `${this.path}/messages`;
  }

  /** Put a message into its bubble. */
  draw(bubble, message) {
    const who = message.direction === "inbound" ? "You: " : `${this.clinic}: `;
    const words = message.body || (message.attached ? `(${message.attached})` : "(empty text)");
    bubble.replaceChildren(element("span", "hidden", who), document.createTextNode(words));
  }

  /** Take over what the carrier says about the whole conversation. */
  showState() {}

  /** What stands under a message, such as buttons; built anew when the message changes. */
  under() {
    return [];
  }

  /** What is offered while there is no message yet. */
  welcome() {}

  /** Somebody looks at it. */
  seen() {}

  send(text) {
    return this.carrier.act(this.messages, { text });
  }

  // What all of them do.

  /** Read all of it again; what happened while the connection was away is in it. */
  async refresh() {
    const thread = await this.carrier.read(this.messages);
    for (const message of thread.messages) this.#put(message);
    this.showState(thread);
  }

  /** Read it again once it is calm: what can be written depends on what was written. */
  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => unlessAway(this.refresh()), SETTLE_MS);
  }

  /** A message is new or has changed; whether it is one to look at. */
  take(message) {
    const known = this.rows.has(message.sid);
    this.#put(message);
    if (message.error_code && message.direction === "inbound") this.#answered();
    if (known) return false;
    const ours = message.direction === "inbound";
    if (!ours) this.#answered();
    else if (!this.closed && this.reachable) this.#expectAnswer();
    this.#toEnd();
    this.settle();
    return !ours;
  }

  /** The telephone has a signal, or not. */
  reach(reachable) {
    if (this.reachable === reachable) return;
    this.reachable = reachable;
    for (const { message } of this.rows.values()) this.#put(message);
    if (!reachable) this.#answered();
  }

  focus() {
    this.composer.focus();
  }

  /** Press a button that stands under a message. */
  press(payload) {
    return this.attempt(this.carrier.act(this.messages, { press: payload }));
  }

  /** Say how it stands, and whether the clinic can write here. */
  tell(words, closed) {
    this.closed = closed;
    this.part(".state").textContent = words;
    this.element.classList.toggle("closed-off", closed);
    if (closed) this.#answered();
  }

  /** Try something and say why when it fails. */
  async attempt(promise) {
    this.composer.complain("");
    try {
      return await promise;
    } catch (error) {
      this.composer.complain(excuse(error));
      return null;
    }
  }

  /** Words that can be tried with one press. */
  offer(welcome, words, ideas) {
    const list = element("div", "ideas");
    list.append(...ideas.map((idea) => button("idea", idea, () => this.composer.fill(idea))));
    welcome.replaceChildren(element("p", "", words), list);
  }

  part(selector) {
    return this.element.querySelector(selector);
  }

  #put(message) {
    const row = this.rows.get(message.sid) ?? this.#add(message);
    const drawn = JSON.stringify([message.body, message.buttons, message.edited, message.waiting]);
    if (row.drawn !== drawn) {
      this.draw(row.bubble, message);
      row.under.replaceChildren(...this.under(message));
      row.drawn = drawn;
    }
    row.message = message;
    row.item.dataset.status = message.status;
    const fate = fateOf(message, this.reachable);
    if (message.edited) fate.words = `Edited, ${fate.words.toLowerCase()}`;
    show(fate, row.fate, message.date_created, this.pace.momentOf(message.sid, false));
  }

  #add(message) {
    const ours = message.direction === "inbound";
    const item = element("li", ours ? "mine" : "theirs");
    const bubble = element("div", "bubble");
    bubble.dir = "auto";
    const row = { item, bubble, under: element("div", "under"), fate: element("p", "fate") };
    item.append(bubble, row.under, row.fate);
    this.rows.set(message.sid, row);
    this.list.append(item);
    this.part(".welcome").hidden = true;
    return row;
  }

  #expectAnswer() {
    clearTimeout(this.waiting);
    this.part(".answering").hidden = false;
    this.waiting = setTimeout(() => this.#answered(), ANSWER_MS);
  }

  #answered() {
    clearTimeout(this.waiting);
    this.part(".answering").hidden = true;
  }

  #noteEnd() {
    this.atEnd = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < NEAR_PX;
  }

  #toEnd() {
    this.thread.scrollTop = this.thread.scrollHeight;
  }
}
