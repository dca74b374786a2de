// Somebody with a telephone: one device, and four ways to write to the clinic from it.

import { copyOf, excuse, pretty, unlessAway } from "./dom.js";
import { Faults } from "./faults.js";
import { Mail, mailboxOf } from "./mail.js";
import { Refusal } from "./carrier.js";
import { Sms } from "./sms.js";
import { Telegram } from "./telegram.js";
import { WhatsApp } from "./whatsapp.js";

const CHANNELS = [Sms, WhatsApp, Telegram, Mail];
const NOT_FOUND = 404;
const FAULTS_MS = 400;

export class Person {
  constructor(number, { carrier, clinic, pace, onRemove }) {
    this.number = number;
    this.carrier = carrier;
    this.element = copyOf("person-template");
    this.plane = this.#part(".plane");
    this.chats = new Map();
    this.tabs = new Map();
    this.news = new Map();
    for (const Channel of CHANNELS) this.#add(new Channel({ number, carrier, clinic, pace, device: this }), Channel);
    this.#label(pretty(number));
    this.faults = new Faults(number, { carrier, onCount: (count) => this.#countFaults(count) });
    this.element.append(this.faults.dialog);
    this.#part(".faults").addEventListener("click", () => this.faults.open(this.current));
    this.plane.addEventListener("click", () => this.#switchPlane());
    this.#part(".remove").addEventListener("click", () => onRemove(this));
    this.open("sms");
    this.show(false);
  }

  /** Read everything again. */
  refresh() {
    for (const [channel, chat] of this.chats) unlessAway(chat.refresh()).catch((error) => this.#missing(channel, error));
    unlessAway(this.faults.refresh());
  }

  /** Something happened at the carrier; whether it was here. */
  take(kind, what) {
    const address = what.handset.replace(/^(whatsapp|telegram):/, "");
    if (address !== this.number && address !== mailboxOf(this.number)) return false;
    const chat = this.chats.get(what.channel);
    if (!chat) return false;
    if (kind === "contact") chat.settle();
    else if (chat.take(what)) this.#note(what.channel, chat);
    clearTimeout(this.looking);
    this.looking = setTimeout(() => unlessAway(this.faults.refresh()), FAULTS_MS);
    return true;
  }

  /** Show one channel where there is no room for all of them. */
  open(channel) {
    this.current = channel;
    for (const [name, chat] of this.chats) {
      chat.element.classList.toggle("current", name === channel);
      this.tabs.get(name).setAttribute("aria-pressed", String(name === channel));
    }
    this.#note(channel, this.chats.get(channel));
  }

  focus() {
    this.chats.get(this.current).focus();
  }

  /** The device is in aeroplane mode, or not. */
  show(aeroplane) {
    this.plane.setAttribute("aria-checked", String(aeroplane));
    this.element.classList.toggle("flying", aeroplane);
    this.#part(".device").textContent = aeroplane ? "Aeroplane mode is on" : "Has a signal";
    for (const chat of this.chats.values()) chat.reach(!aeroplane);
  }

  #add(chat, { channel, title }) {
    this.chats.set(channel, chat);
    this.#part(".channels").append(chat.element);
    const tab = copyOf("tab-template");
    tab.dataset.channel = channel;
    tab.querySelector(".tab-name").textContent = title;
    tab.addEventListener("click", () => {
      this.open(channel);
      chat.seen();
    });
    this.tabs.set(channel, tab);
    this.#part(".channel-tabs").append(tab);
  }

  /** Count what nobody has seen; what is on the screen is seen. */
  #note(channel, chat) {
    const shown = chat.element.offsetParent !== null || channel === this.current;
    const count = shown ? 0 : (this.news.get(channel) ?? 0) + 1;
    this.news.set(channel, count);
    const badge = this.tabs.get(channel).querySelector(".badge");
    badge.hidden = count === 0;
    badge.firstChild.textContent = String(count);
  }

  /** A carrier may be without Telegram or mail. */
  #missing(channel, error) {
    if (!(error instanceof Refusal) || error.status !== NOT_FOUND) throw error;
    const chat = this.chats.get(channel);
    chat.tell("Not part of this installation", true);
    chat.element.classList.add("missing");
  }

  #countFaults(count) {
    this.#part(".faults").textContent = count ? `Faults (${count})` : "Faults";
  }

  async #switchPlane() {
    const wanted = this.plane.getAttribute("aria-checked") !== "true";
    try {
      const state = await this.carrier.act(`handsets/${encodeURIComponent(this.number)}/state`, { aeroplane: wanted });
      this.show(state.aeroplane);
    } catch (error) {
      this.#part(".device").textContent = excuse(error);
    }
  }

  #label(shown) {
    this.#part(".number").textContent = shown;
    this.element.setAttribute("aria-label", `Phone ${shown}`);
    this.element.dataset.number = this.number;
    this.#part(".remove").setAttribute("aria-label", `Remove phone ${shown}`);
    this.#part(".channel-tabs").setAttribute("aria-label", `Channels of ${shown}`);
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }
}
