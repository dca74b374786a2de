// The mailbox: letters with their invitations, answers to them, and what a reader or a mail server may do to one.

import { Chat } from "./chat.js";
import { button, element, time } from "./dom.js";
import { invitationCard, visitIn } from "./invitation.js";
import { letterFrame } from "./letter.js";

const QUOTE = /\n+On [^\n]+ wrote:\n[\s\S]*$/;

export class Mail extends Chat {
  static channel = "email";
  static title = "Mail";
  static placeholder = "Mail to the clinic";
  static longest = 20_000;
  static lines = true;

  get mailbox() {
    return mailboxOf(this.number);
  }

  get path() {
    return `mailboxes/${encodeURIComponent(this.mailbox)}`;
  }

  get messages() {
    return `${this.path}/mails`;
  }

  welcome(place) {
    place.replaceChildren(element("p", "", `Nothing here yet. Mail to ${this.mailbox} arrives here.`));
  }

  showState() {
    this.tell(this.mailbox, false);
    if (this.answering === undefined) this.#answer(this.#newest());
  }

  /** The newest letter is the one to answer, unless something else is being written. */
  take(message) {
    const news = super.take(message);
    if (news && this.answering !== null && !this.composer.value) this.#answer(message);
    return news;
  }

  async send(text) {
    const given = this.answering ? { text, answers: this.answering.mail_id } : { text, subject: "Question" };
    await this.carrier.act(this.messages, given);
    this.#answer(this.#newest());
  }

  /** A letter: its subject, its words, its invitation, and what can be done with it. */
  draw(bubble, message) {
    const subject = element("strong", "subject", message.subject || "(no subject)");
    bubble.classList.add("mail");
    if (message.direction === "inbound") {
      bubble.replaceChildren(element("span", "hidden", "You: "), subject, element("span", "words", message.body.replace(QUOTE, "").trim()));
      return;
    }
    const head = element("div", "mail-head");
    head.append(subject, element("span", "", message.from), time(message.date_created));
    bubble.replaceChildren(head, this.#words(message));
    const visit = message.ics ? visitIn(message.ics) : null;
    if (visit) bubble.append(invitationCard(visit, `${this.carrier.url}/${this.messages}/${message.mail_id}/visit.ics`));
  }

  under(message) {
    if (message.direction === "inbound") return [];
    const tools = element("div", "mail-tools");
    tools.append(
      button("quiet small", "Answer", () => {
        this.#answer(message);
        this.focus();
      }),
    );
    if (message.unsubscribe) tools.append(this.#deed(message, "unsubscribe", "Unsubscribe", "Unsubscribed"));
    tools.append(
      this.#deed(message, "complaint", "Spam", "Reported as spam"),
      this.#deed(message, "bounce", "Bounce", "Sent back: no such mailbox"),
    );
    return [tools];
  }

  #words(message) {
    if (!message.html) return element("p", "words", message.body);
    return letterFrame(message.html, `Mail: ${message.subject}`);
  }

  /** What is done to a mail once, and what is said then. */
  #deed(message, deed, words, done) {
    const made = button("quiet small", words, async () => {
      const answer = await this.attempt(this.carrier.act(`${this.messages}/${message.mail_id}/${deed}`, {}));
      if (!answer) return;
      const refused = answer.answered >= 300;
      made.textContent = refused ? `The clinic answered ${answer.answered}` : done;
      made.disabled = !refused;
    });
    return made;
  }

  #newest() {
    return [...this.rows.values()].map((row) => row.message).findLast((message) => message.direction !== "inbound");
  }

  /** What is typed answers this letter; null: it is a new mail, undefined: there is none to answer. */
  #answer(message) {
    this.answering = message;
    if (!message) return this.composer.about(message === null ? "A new mail" : "");
    this.composer.about(`Answers: ${message.subject}`, "New mail", () => this.#answer(null));
  }
}

export const mailboxOf = (number) => `${number.slice(1)}@mail.example`;
