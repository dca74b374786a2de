// The box to type in, under every conversation.

import { button, element, excuse } from "./dom.js";

export class Composer {
  /** `send(text)` rejects with a sentence. Enter sends; where `lines` are written, Control and Enter. */
  constructor(form, { send, label, id, placeholder, longest, lines = false }) {
    this.form = form;
    this.send = send;
    this.lines = lines;
    this.box = form.querySelector("textarea");
    this.box.id = id;
    this.box.maxLength = longest;
    this.box.placeholder = placeholder;
    const named = form.querySelector("label");
    named.htmlFor = id;
    named.textContent = label;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("input", () => this.measure());
  }

  get value() {
    return this.box.value;
  }

  /** Put words into the box, to be changed or sent. */
  fill(words) {
    this.box.value = words;
    this.measure();
    this.box.focus();
  }

  focus() {
    this.box.focus();
  }

  /** Say above the box what is being written, with a way out of it. */
  about(words, way = "", out = null) {
    const line = this.form.querySelector(".about");
    line.hidden = !words;
    line.replaceChildren(element("span", "", words));
    if (out) line.append(button("plain", way, out));
  }

  /** Say what went wrong, or nothing. */
  complain(words) {
    const problem = this.form.querySelector(".problem");
    problem.textContent = words;
    problem.hidden = !words;
  }

  measure() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 120)}px`;
    const left = this.box.maxLength - this.box.value.length;
    const counter = this.form.querySelector(".left");
    counter.hidden = left > 200;
    counter.textContent = `${left} characters left`;
  }

  #key(event) {
    const sends = this.lines ? event.ctrlKey || event.metaKey : !event.shiftKey;
    if (event.key !== "Enter" || !sends || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  async #submit() {
    const text = this.box.value;
    if (!text.trim() || this.sending) return;
    this.sending = true;
    this.complain("");
    try {
      await this.send(text);
      this.box.value = "";
      this.measure();
    } catch (error) {
      this.complain(excuse(error));
    } finally {
      this.sending = false;
      this.box.focus();
    }
  }
}
