// What should go wrong on a telephone: ordering faults at the carrier, and taking them back.

import { button, copyOf, element, excuse, pretty } from "./dom.js";
import { mailboxOf } from "./mail.js";

const GROUPS = {
  "The clinic sends": {
    rate_limited: "Too many requests (429)",
    server_error: "The provider breaks (5xx)",
    timeout_after_accept: "Taken, but no answer in time",
    refused: "Refused for good",
    opted_out: "Refused: has opted out",
    undelivered: "Taken, but never delivered",
    failed: "Taken, but failed",
  },
  "Reports to the clinic": {
    callbacks_late: "Reports come late",
    callbacks_lost: "Reports are lost",
    callbacks_twice: "Reports come twice",
    callbacks_out_of_order: "Reports come out of order",
    callbacks_early: "A report comes before the answer",
  },
  "The patient writes": {
    webhook_late: "Arrives late, after what follows",
    webhook_lost: "Is lost",
    webhook_twice: "Arrives twice",
  },
};
const WORDS = Object.assign({}, ...Object.values(GROUPS));
const TIMED = new Set(["rate_limited", "timeout_after_accept", "callbacks_late", "webhook_late"]);
const CHANNELS = { sms: "SMS", whatsapp: "WhatsApp", telegram: "Telegram", email: "Mail" };

export class Faults {
  /** `onCount` is told how many are in force on this telephone. */
  constructor(number, { carrier, onCount }) {
    this.carrier = carrier;
    this.onCount = onCount;
    this.addresses = { sms: number, whatsapp: `whatsapp:${number}`, telegram: `telegram:${number}`, email: mailboxOf(number) };
    this.dialog = copyOf("faults-template");
    this.form = this.dialog.querySelector("form");
    this.dialog.setAttribute("aria-label", `Faults on ${pretty(number)}`);
    this.dialog.querySelector("h3").textContent = `Faults on ${pretty(number)}`;
    this.#fill();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#try(this.#order());
    });
    this.form.elements.kind.addEventListener("change", () => this.#time());
    this.dialog.querySelector(".close").addEventListener("click", () => this.dialog.close());
  }

  open(channel) {
    this.form.elements.channel.value = channel;
    this.#complain("");
    this.dialog.showModal();
    this.#try(this.refresh());
  }

  /** Look which are in force; they go once they have happened. */
  async refresh() {
    const { faults } = await this.carrier.read("faults");
    const here = Object.entries(this.addresses);
    const ours = faults.flatMap((fault) => here.filter(([, address]) => address === fault.handset).map(([channel]) => [channel, fault]));
    this.dialog.querySelector(".in-force").replaceChildren(...ours.map(([channel, fault]) => this.#item(channel, fault)));
    this.dialog.querySelector(".none").hidden = ours.length > 0;
    this.onCount(ours.length);
  }

  #item(channel, fault) {
    const times = fault.remaining === null ? "always" : fault.remaining === 1 ? "next time" : `next ${fault.remaining} times`;
    const words = `${CHANNELS[channel]}: ${WORDS[fault.kind]}`;
    const item = element("li");
    const back = button("quiet small", "Take back", () => this.#try(this.#withdraw(fault)));
    back.setAttribute("aria-label", `Take back: ${words}`);
    item.append(element("strong", "", words), element("span", "", fault.seconds ? `${times}, ${fault.seconds} s` : times), back);
    return item;
  }

  #fill() {
    const { kind, channel } = this.form.elements;
    for (const [name, kinds] of Object.entries(GROUPS)) {
      const group = document.createElement("optgroup");
      group.label = name;
      group.append(...Object.entries(kinds).map(([value, words]) => new Option(words, value)));
      kind.append(group);
    }
    channel.append(...Object.entries(CHANNELS).map(([value, words]) => new Option(words, value)));
    this.#time();
  }

  #time() {
    const { kind, seconds } = this.form.elements;
    seconds.disabled = !TIMED.has(kind.value);
  }

  async #order() {
    const { kind, channel, times, seconds } = this.form.elements;
    const given = { kind: kind.value, handset: this.addresses[channel.value], times: times.value ? Number(times.value) : null };
    if (!seconds.disabled) given.seconds = Number(seconds.value);
    await this.carrier.act("faults", given);
    await this.refresh();
  }

  async #withdraw(fault) {
    await this.carrier.withdraw(`faults/${fault.id}`);
    await this.refresh();
    this.form.elements.kind.focus();
  }

  async #try(promise) {
    this.#complain("");
    try {
      await promise;
    } catch (error) {
      this.#complain(excuse(error));
    }
  }

  #complain(words) {
    const problem = this.dialog.querySelector(".problem");
    problem.textContent = words;
    problem.hidden = !words;
  }
}
