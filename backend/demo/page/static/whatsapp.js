// WhatsApp: quick replies and lists, the window of a day, read receipts, and blocking.

import { Chat } from "./chat.js";
import { button, clockTime, element } from "./dom.js";

const QUICK_REPLIES = 3; // more than these are a list that is opened first

const IDEAS = ["hello", "i'd like to book a skin check"];

export class WhatsApp extends Chat {
  static channel = "whatsapp";
  static title = "WhatsApp";
  static placeholder = "WhatsApp message";
  static longest = 1600;

  constructor(wiring) {
    super(wiring);
    this.block = button("quiet small", "Block", () => this.#change({ blocked: !this.closed }));
    this.expire = button("quiet small", "End window", () => this.#change({ window: false }));
    this.expire.title = "As if nothing had been written to the clinic for 24 hours";
    this.part(".channel-tools").append(this.expire, this.block);
    this.element.addEventListener("focusin", () => this.seen());
    this.element.addEventListener("pointerdown", () => this.seen());
  }

  get path() {
    return `handsets/${encodeURIComponent(`whatsapp:${this.number}`)}`;
  }

  welcome(place) {
    this.offer(place, "Nothing here yet. The clinic may answer freely for 24 hours after a message.", IDEAS);
  }

  showState(thread) {
    const open = thread.window_until && Date.parse(thread.window_until) > Date.now();
    const words = open ? `Window until ${clockTime(thread.window_until)}` : "Window closed: templates only";
    this.tell(thread.opted_out ? "Has blocked the clinic" : words, thread.opted_out);
    this.block.textContent = thread.opted_out ? "Unblock" : "Block";
    this.expire.disabled = !open;
  }

  under(message) {
    const taps = message.buttons.map((choice) => button("choice", choice.label, () => this.press(choice.payload)));
    if (taps.length <= QUICK_REPLIES) return taps;
    const list = element("details", "picker");
    list.append(element("summary", "", "See the choices"), ...taps);
    list.addEventListener("toggle", () => list.scrollIntoView({ block: "nearest" }));
    return [list];
  }

  /** What was delivered is read as soon as somebody looks. */
  seen() {
    const unread = [...this.rows.values()].some(({ message }) => message.status === "delivered");
    if (unread) this.attempt(this.carrier.act(`${this.path}/state`, { read: true }));
  }

  async #change(state) {
    const thread = await this.attempt(this.carrier.act(`${this.path}/state`, state));
    if (thread) this.showState(thread);
  }
}
