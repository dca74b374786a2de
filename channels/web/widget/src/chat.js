// The conversation as this page knows it: what was said, what waits to be sent, and the line to the clinic.
// It draws nothing; it tells `view` what changed.

import { Refused } from "./server.js";

const LONGEST_WAIT = 30_000;
const SILENCE = 45_000; // three heartbeats of the server
const HIDDEN = 30_000; // after so long in the background the line is closed: a browser has few of them for a site
const ANSWER_WITHIN = 30_000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
// crypto.randomUUID is for pages on HTTPS only.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const backOff = (tries) => Math.min(1000 * 2 ** tries, LONGEST_WAIT) * (0.75 + Math.random() / 2);

export class Chat {
  constructor(server, memory, view) {
    this.server = server;
    this.memory = memory;
    this.view = view;
    this.lines = new Map(); // by client id where there is one, by id otherwise
    this.cursor = null;
    this.open = false;
    this.seen = 0; // up to here the person has looked
    this.arrived = 0;
    this.receipt = { delivered: 0, read: 0 };
    this.running = false;
    this.sending = false;
    this.tries = 0;
  }

  /** Take up the conversation of an earlier visit, if there is one. */
  resume() {
    for (const message of this.memory.waiting()) this.put({ ...message, author: "patient", state: "waiting" });
    if (this.memory.token) this.connect();
    if (this.memory.waiting().length) this.flush();
  }

  /** The panel was opened (with the token of a one-time link, where the person came by one) or closed. */
  async look(open, link = null) {
    this.open = open;
    if (!open) return void this.report();
    this.acknowledge();
    try {
      if (link) await this.follow(link);
      await this.session();
    } catch (refused) {
      this.explain(refused);
    }
    this.connect();
  }

  /** A session, begun when there is none. */
  async session() {
    if (this.memory.token) return;
    this.beginning ??= this.server.session(null, null).finally(() => (this.beginning = null));
    this.memory.token = (await this.beginning).token;
  }

  /** Go on with the conversation that a one-time link belongs to; the clinic itself says whether that worked. */
  async follow(link) {
    try {
      this.memory.token = (await this.server.session(this.memory.token, link)).token;
    } catch (refused) {
      if (refused.status !== 401) throw refused;
      this.memory.token = (await this.server.session(null, link)).token;
    }
  }

  /** Say something, or press a button: `choice` is its token and `text` what it said. */
  send(text, choice = null) {
    const message = { client_id: uuid(), text, choice, at: Date.now() };
    this.memory.keep(message);
    this.put({ ...message, author: "patient", state: "sending" });
    this.flush();
    return message.client_id;
  }

  again(clientId) {
    const line = this.lines.get(clientId);
    if (line?.state !== "failed") return;
    this.memory.keep({ client_id: clientId, text: line.text, choice: line.choice, at: line.at });
    this.put({ ...line, state: "sending" });
    this.flush();
  }

  /** Send what waits, one after the other. A message sent twice is one message: the server knows its client id. */
  async flush() {
    if (this.sending) return;
    this.sending = true;
    let tries = 0;
    for (let next = this.memory.waiting()[0]; next; next = this.memory.waiting()[0]) {
      try {
        await this.session();
        const answer = await this.server.post(this.memory.token, wire(next));
        this.sent(next, answer);
        tries = 0;
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        await this.holdBack(next, refused, tries);
        tries += 1;
      }
    }
    this.sending = false;
    this.connect();
  }

  sent(message, answer) {
    this.memory.drop(message.client_id);
    this.put({ ...this.lines.get(message.client_id), state: "sent" });
    this.calm({ all: true });
    if (answer.answering && !this.answered(message.client_id)) this.typing(true);
  }

  /** Whether the answer came by the stream before the server had acknowledged the message itself. */
  answered(clientId) {
    const seq = this.lines.get(clientId)?.seq;
    return Boolean(seq) && [...this.lines.values()].some((line) => line.author !== "patient" && line.seq > seq);
  }

  async holdBack(message, refused, tries) {
    if ([400, 413, 422].includes(refused.status)) {
      this.memory.drop(message.client_id);
      this.put({ ...this.lines.get(message.client_id), state: "failed" });
      return;
    }
    if (refused.status === 401) {
      this.gone();
      await pause(backOff(tries - 1));
      return;
    }
    this.put({ ...this.lines.get(message.client_id), state: "waiting" });
    this.explain(refused);
    await Promise.race([pause(refused.seconds * 1000 || backOff(tries)), this.back()]);
  }

  back() {
    return new Promise((resolve) => window.addEventListener("online", resolve, { once: true }));
  }

  /** Keep one line open for as long as the page is looked at. */
  async connect() {
    if (this.running || !this.memory.token) return;
    this.running = true;
    while (this.memory.token && !this.away) {
      try {
        await this.listen();
        await this.lost({});
      } catch (refused) {
        if (refused.status === 401) this.gone();
        else await this.lost(refused);
      }
    }
    this.running = false;
  }

  async listen() {
    this.line = new AbortController();
    const heard = () => {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.line.abort(), SILENCE);
    };
    heard();
    try {
      await this.server.stream(this.memory.token, this.cursor, (name, data, id) => {
        heard();
        this.tries = 0;
        if (id) this.cursor = id;
        this.hear(name, data);
      }, this.line.signal);
    } finally {
      clearTimeout(this.silence);
    }
  }

  async lost(refused) {
    this.typing(false);
    if (this.away) return;
    if (refused.status === 503) await this.fetch().catch((again) => this.explain(again));
    else if (this.tries > 0 || refused.status) this.explain(refused);
    this.tries += 1;
    await Promise.race([pause(refused.seconds * 1000 || backOff(this.tries - 1)), this.back()]);
  }

  /** What the stream would have said, when the server has no room for one more stream. */
  async fetch() {
    const answer = await this.server.thread(this.memory.token, this.cursor);
    answer.messages.forEach((message) => this.hear("message", message));
    this.cursor = answer.next;
    this.hear("typing", { typing: answer.typing });
    this.calm();
  }

  hear(name, data) {
    if (name === "message") this.take(data);
    else if (name === "typing") this.typing(data.typing);
    else if (name === "delivery") this.readElsewhere(data);
    else if (name === "ready") this.ready();
  }

  ready() {
    this.calm();
    if (this.memory.waiting().length) this.flush();
  }

  take(message) {
    const mine = message.client_id && this.lines.has(message.client_id);
    const known = this.lines.get(message.client_id || message.id);
    if (mine) this.memory.drop(message.client_id);
    if (message.author !== "patient" && !known) this.typing(false);
    this.put({ ...known, ...message, text: known?.text ?? message.text, state: "sent" });
    if (message.author !== "patient") this.acknowledge();
  }

  put(line) {
    const key = line.client_id || line.id;
    this.lines.set(key, line);
    this.view.line(line);
    this.view.unread(this.unread());
  }

  unread() {
    return this.open ? 0 : [...this.lines.values()].filter((line) => line.author !== "patient" && !line.read).length;
  }

  readElsewhere({ seq, state }) {
    if (state !== "read") return;
    for (const line of this.lines.values()) if (line.seq <= seq) line.read = true;
    this.view.unread(this.unread());
  }

  /** Tell the server what has arrived here, and what was looked at. */
  acknowledge() {
    const seq = Math.max(0, ...[...this.lines.values()].filter((line) => line.author !== "patient").map((line) => line.seq));
    if (this.open) {
      this.seen = seq;
      this.readElsewhere({ seq, state: "read" });
    }
    this.arrived = seq;
    clearTimeout(this.acknowledging);
    this.acknowledging = setTimeout(() => this.report(), 200);
  }

  /** At once when the chat closes: the page may be left before anything else happens. */
  async report() {
    clearTimeout(this.acknowledging);
    const receipt = { delivered: this.arrived, read: this.seen };
    const news = receipt.delivered > this.receipt.delivered || receipt.read > this.receipt.read;
    if (!news || !this.memory.token) return;
    await this.server.received(this.memory.token, receipt).then(() => (this.receipt = receipt), () => {});
  }

  typing(on) {
    clearTimeout(this.patience);
    if (on) this.patience = setTimeout(() => this.view.typing(false), ANSWER_WITHIN);
    this.view.typing(on);
  }

  gone() {
    this.memory.token = null;
    this.cursor = null;
    this.seen = 0;
    this.arrived = 0;
    this.receipt = { delivered: 0, read: 0 };
    this.remark("gone");
    if (this.open) this.session().then(() => this.connect(), (refused) => this.explain(refused));
  }

  explain(refused) {
    const words = { 429: "tooFast", 403: "refused", 0: "offline" };
    this.view.notice(words[refused.status ?? 0] || "unavailable");
  }

  /** Something worth reading until the next message is sent, whatever the line does meanwhile. */
  remark(words) {
    this.remarked = words;
    this.view.notice(words);
  }

  /** What was wrong is over; a remark stands until `all` is well. */
  calm({ all = false } = {}) {
    if (all) this.remarked = null;
    this.view.notice(this.remarked ?? null);
  }

  /** The page went to the background, or came back. */
  hidden(hidden) {
    clearTimeout(this.leaving);
    if (hidden) {
      this.leaving = setTimeout(() => this.leave(), HIDDEN);
      return;
    }
    this.away = false;
    this.connect();
  }

  leave() {
    this.away = true;
    this.line?.abort();
  }
}

function wire({ client_id, text, choice }) {
  return choice ? { client_id, choice } : { client_id, text };
}
