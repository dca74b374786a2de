// What was said, drawn with deep-chat: bubbles, buttons under them, and the box to write in.

import css from "./thread.css";

const MOST = 1600;
const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

const escaped = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function linked(text) {
  let html = "";
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const address = escaped(found[0]);
    html += `${escaped(text.slice(end, found.index))}<a href="${address}" target="_blank" rel="noopener">${address}</a>`;
    end = found.index + found[0].length;
  }
  return html + escaped(text.slice(end));
}

export class Thread {
  /** `send(text, choice)` and `again(clientId)` are called for what the person does. */
  constructor(words, language, { send, again }) {
    this.words = words;
    this.language = language;
    this.send = send;
    this.again = again;
    this.element = document.createElement("deep-chat");
    this.element.className = "thread";
    this.drawn = new Map(); // every line by its key, as it was drawn last
    this.root = this.element.shadowRoot;
    this.root.addEventListener("click", (event) => this.pressed(event));
    new MutationObserver(() => this.rendered()).observe(this.root, { childList: true, subtree: true });
    this.configure();
  }

  configure() {
    const chat = this.element;
    // deep-chat asks Google for a typeface unless it is given one.
    Object.assign(chat.style, { width: "100%", height: "100%", border: "0", background: "transparent", fontFamily: "var(--type)" });
    chat.connect = { websocket: true, handler: (_, signals) => this.wire(signals) };
    chat.auxiliaryStyle = css;
    chat.textInput = { placeholder: { text: this.words.placeholder, style: { color: "var(--soft)" } }, styles: boxStyles() };
    chat.submitButtonStyles = sendStyles();
    chat.errorMessages = { displayServiceErrorMessages: false };
  }

  wire(signals) {
    signals.onOpen();
    signals.newUserMessage.listener = ({ messages }) => this.written(messages.at(-1).text);
  }

  /** deep-chat has drawn what the person wrote, as Markdown; it is drawn again as it was written. */
  written(text) {
    const bubbles = this.root.querySelectorAll(".user-message-text");
    const bubble = bubbles[bubbles.length - 1];
    if (text.length > MOST) {
      bubble.closest(".outer-message-container").remove();
      this.element.focusInput();
      this.box.textContent = text;
      this.tooLong();
      return;
    }
    this.adopted = bubble;
    this.send(text, null);
  }

  /** deep-chat draws itself anew, with nothing said in it, some moments after it took its properties. */
  rendered() {
    const log = this.root.querySelector("#messages");
    if (log && log !== this.log) {
      this.log = log;
      this.label();
      this.drawn.forEach((line) => this.add(line));
    }
    this.nameButton();
  }

  label() {
    const labels = { role: "log", "aria-live": "polite", "aria-label": this.words.thread, tabindex: "0" };
    Object.entries(labels).forEach(([name, value]) => this.log.setAttribute(name, value));
    this.box = this.root.querySelector("#text-input");
    this.box.setAttribute("aria-label", this.words.placeholder);
    this.box.setAttribute("aria-multiline", "true");
    this.box.setAttribute("tabindex", "0");
    this.dots = document.createElement("div");
    this.dots.className = "typing";
    this.dots.hidden = true;
    this.dots.innerHTML = `<i></i><i></i><i></i><span class="heard">${escaped(this.words.answering)}</span>`;
    this.log.append(this.dots);
  }

  /** deep-chat puts its send button in place after everything else, and has no name for it. */
  nameButton() {
    const button = this.root.querySelector(".submit-button:not([aria-label])");
    button?.setAttribute("aria-label", this.words.send);
  }

  pressed({ target }) {
    const again = target.closest?.(".again");
    if (again) this.again(again.closest("[data-key]").dataset.key);
    const choice = target.closest?.(".choice:not(:disabled)");
    if (!choice) return;
    choice.setAttribute("aria-pressed", "true");
    this.spend(choice.closest(".choices"));
    this.send(choice.textContent, choice.dataset.token);
    this.focus();
  }

  spend(choices) {
    for (const button of choices.querySelectorAll(".choice")) button.disabled = true;
  }

  /** Draw a line, or draw it again because something about it changed. */
  line(line) {
    const key = line.client_id || line.id;
    const known = this.drawn.has(key);
    this.drawn.set(key, line);
    if (!this.log) return;
    if (known) this.change(line);
    else this.add(line);
    if (!known && !this.dots.hidden) this.log.append(this.dots);
  }

  add(line) {
    const mine = line.author === "patient";
    const html = mine ? this.mine(line) : this.theirs(line);
    for (const choices of this.root.querySelectorAll(".choices")) this.spend(choices);
    const atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    if (mine && this.adopted) this.adopted.innerHTML = html;
    else this.element.addMessage({ html, role: mine ? "user" : "ai" });
    this.adopted = null;
    if (mine || atEnd) this.end();
  }

  change(line) {
    const drawn = this.root.querySelector(`[data-key="${CSS.escape(line.client_id || line.id)}"]`);
    if (line.author !== "patient" || !drawn) return;
    drawn.dataset.state = line.state;
    drawn.querySelector(".foot").innerHTML = this.foot(line);
  }

  mine(line) {
    const key = escaped(line.client_id || line.id);
    return `<div class="mine" data-key="${key}" data-state="${line.state}"><span class="heard">${escaped(this.words.you)}: </span>
<div class="words">${linked(line.text)}</div><div class="foot">${this.foot(line)}</div></div>`;
  }

  theirs(line) {
    const author = line.name ? `<div class="author">${escaped(line.name)}</div>` : "";
    const buttons = (line.choices || []).map(({ label, token, open }) =>
      `<button type="button" class="choice" data-token="${escaped(token)}"${open ? "" : " disabled"}>${escaped(label)}</button>`);
    const choices = buttons.length
      ? `<div class="choices" role="group" aria-label="${escaped(this.words.choices)}">${buttons.join("")}</div>` : "";
    return `<div class="theirs" data-key="${escaped(line.id)}">${author}<div class="words">${linked(line.text)}</div>
${choices}<div class="foot">${this.time(line)}</div></div>`;
  }

  foot(line) {
    if (line.state === "sending") return escaped(this.words.sending);
    if (line.state === "waiting") return escaped(this.words.waiting);
    if (line.state !== "failed") return this.time(line);
    return `${escaped(this.words.failed)} <button type="button" class="again">${escaped(this.words.again)}</button>`;
  }

  time(line) {
    const at = new Date(line.at);
    const today = at.toDateString() === new Date().toDateString();
    const style = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
    return `<time datetime="${at.toISOString()}">${escaped(new Intl.DateTimeFormat(this.language, style).format(at))}</time>`;
  }

  typing(on) {
    if (!this.log) return;
    this.dots.hidden = !on;
    if (!on) return;
    this.log.append(this.dots);
    this.end();
  }

  end() {
    if (this.log) this.log.scrollTop = this.log.scrollHeight;
  }

  focus() {
    this.box?.focus();
  }
}

function boxStyles() {
  return {
    container: {
      width: "calc(100% - 28px)", margin: "4px 0 14px", border: "1.5px solid var(--line)", borderRadius: "23px",
      boxShadow: "none", backgroundColor: "var(--card)",
    },
    text: { padding: "11px 50px 11px 16px", fontSize: "16px", lineHeight: "1.4", color: "var(--ink)" },
    focus: { borderColor: "var(--ring)", boxShadow: "0 0 0 1px var(--ring)" },
  };
}

const ARROW = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor"
  stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><path d="M12 19V5M5.5 11.5 12 5l6.5 6.5"/></svg>`;

function sendStyles() {
  const round = {
    width: "36px", height: "36px", borderRadius: "50%", bottom: "16px", marginInlineEnd: "5px",
    backgroundColor: "var(--brand)", color: "var(--on-brand)",
  };
  const icon = { content: ARROW, styles: { default: { width: "20px", height: "20px", margin: "8px", filter: "none" } } };
  const state = { container: { default: round, hover: { backgroundColor: "var(--brand)" } }, svg: icon };
  return { submit: state, loading: state, stop: state, disabled: state, position: "inside-end", alwaysEnabled: true };
}
