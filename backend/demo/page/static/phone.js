// One telephone: its thread, its box to type in, and the state of every text.

const IDEAS = [
  "hi, can i see a dermatologist tuesday afternoon?",
  "what are your opening hours?",
  "when is my appointment?",
];
const ANSWER_MS = 25_000;
const ICONS = {
  clock: "M8 4.5V8l2.2 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  one: "m3.5 8.5 3 3 6-7",
  two: "m1.5 8.5 3 3 6-7m-2.2 6.4.9.6 6-7",
  failed: "M8 4.5v4.2m0 2.6v.100M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
};

export class Phone {
  constructor(number, { carrier, clinic, onRemove }) {
    this.number = number;
    this.carrier = carrier;
    this.clinic = clinic;
    this.texts = new Map();
    this.element = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.list = this.#part(".texts");
    this.thread = this.#part(".thread");
    this.box = this.#part("textarea");
    this.#label();
    new ResizeObserver(() => this.#toEnd()).observe(this.thread);
    this.#part(".remove").addEventListener("click", () => onRemove(this));
    this.#part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      }
    });
    this.box.addEventListener("input", () => this.#measure());
    this.#offerIdeas();
  }

  /** Read the whole thread again; what happened while the connection was away is in it. */
  async refresh() {
    const { messages, opted_out: optedOut } = await this.carrier.thread(this.number);
    for (const message of messages) this.#put(message);
    this.#showOptedOut(optedOut);
    this.#toEnd();
  }

  /** A message of this telephone is new or has changed. */
  take(message) {
    const known = this.texts.has(message.sid);
    this.#put(message);
    if (!known) {
      if (message.direction !== "inbound") this.#answered();
      else if (!this.optedOut) this.#expectAnswer();
      this.#toEnd();
    }
    if (!known && message.direction === "outbound-reply") this.refresh();
    if (message.error_code && message.direction === "inbound") this.#answered();
  }

  focus() {
    this.box.focus();
  }

  async #send() {
    const text = this.box.value;
    if (!text.trim() || this.sending) return;
    this.sending = true;
    const problem = this.#part(".problem");
    problem.hidden = true;
    try {
      await this.carrier.text(this.number, text);
      this.box.value = "";
      this.#measure();
    } catch (error) {
      problem.textContent = error instanceof TypeError ? "The carrier cannot be reached." : error.message;
      problem.hidden = false;
    } finally {
      this.sending = false;
      this.box.focus();
    }
  }

  #put(message) {
    let row = this.texts.get(message.sid);
    if (!row) {
      row = document.createElement("li");
      row.className = message.direction === "inbound" ? "mine" : "theirs";
      const who = element("span", "hidden", message.direction === "inbound" ? "You: " : `${this.clinic}: `);
      const bubble = element("p", "bubble");
      bubble.append(who, document.createTextNode(message.body || "(empty text)"));
      bubble.dir = "auto";
      row.append(bubble, element("p", "fate"));
      this.texts.set(message.sid, row);
      this.list.append(row);
      this.#part(".welcome").hidden = true;
    }
    const { icon, words, failed } = fateOf(message);
    const fate = row.querySelector(".fate");
    fate.classList.toggle("failed", failed);
    fate.replaceChildren(drawing(icon), document.createTextNode(`${words} `), time(message.date_created));
    row.dataset.status = message.status;
  }

  #expectAnswer() {
    clearTimeout(this.waiting);
    this.#part(".answering").hidden = false;
    this.waiting = setTimeout(() => this.#answered(), ANSWER_MS);
  }

  #answered() {
    clearTimeout(this.waiting);
    this.#part(".answering").hidden = true;
  }

  #showOptedOut(optedOut) {
    this.optedOut = optedOut;
    this.#part(".state").textContent = optedOut ? "Has stopped texts. START allows them again." : `Texting ${this.clinic}`;
    this.element.classList.toggle("opted-out", optedOut);
  }

  #measure() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 120)}px`;
    const left = this.box.maxLength - this.box.value.length;
    const counter = this.#part(".left");
    counter.hidden = left > 200;
    counter.textContent = `${left} characters left`;
  }

  #offerIdeas() {
    for (const idea of IDEAS) {
      const button = element("button", "idea", idea);
      button.type = "button";
      button.addEventListener("click", () => {
        this.box.value = idea;
        this.#measure();
        this.focus();
      });
      this.#part(".ideas").append(button);
    }
  }

  #label() {
    const shown = pretty(this.number);
    this.#part(".number").textContent = shown;
    this.element.setAttribute("aria-label", `Phone ${shown}`);
    this.element.dataset.number = this.number;
    this.thread.setAttribute("aria-label", `Texts on ${shown}`);
    this.#part(".remove").setAttribute("aria-label", `Remove phone ${shown}`);
    this.box.id = `box-${this.number.slice(1)}`;
    const label = this.#part("label");
    label.htmlFor = this.box.id;
    label.textContent = `Text message from ${shown}`;
    this.#showOptedOut(false);
  }

  #toEnd() {
    this.thread.scrollTop = this.thread.scrollHeight;
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }
}

/** +16175550142 as people write it. */
function pretty(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/** What became of a text, in words and as a tick. */
function fateOf(message) {
  if (message.direction === "inbound") {
    if (message.error_code) return { icon: "failed", words: `The clinic did not get this (${message.error_code})`, failed: true };
    if (message.status === "receiving") return { icon: "clock", words: "Sending", failed: false };
    return { icon: "two", words: "Delivered", failed: false };
  }
  if (["undelivered", "failed"].includes(message.status)) {
    const why = message.error_message ?? `error ${message.error_code}`;
    return { icon: "failed", words: `Not delivered: ${why}`, failed: true };
  }
  if (message.status === "delivered") return { icon: "two", words: "Delivered", failed: false };
  if (message.status === "sent") return { icon: "one", words: "Sent", failed: false };
  return { icon: "clock", words: "On its way", failed: false };
}

function drawing(icon) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[icon]);
  svg.append(path);
  return svg;
}

function time(iso) {
  const moment = new Date(iso);
  const shown = element("time", "", moment.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).toLowerCase());
  shown.dateTime = iso;
  return shown;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
