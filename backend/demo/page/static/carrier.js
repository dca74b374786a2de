// The local carrier: what is on the telephones, what is done with them, and the stream of what happens.

const HAPPENINGS = ["message", "status", "contact", "mail"];

/** The carrier said no; the message is a sentence. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Carrier {
  constructor(url) {
    this.url = `${url.replace(/\/$/, "")}/sandbox`;
  }

  /** What is there; rejects with a Refusal. */
  read(path) {
    return this.#ask(path, {});
  }

  /** Do something; rejects with a Refusal. */
  act(path, given) {
    const headers = { "Content-Type": "application/json" };
    return this.#ask(path, { method: "POST", headers, body: JSON.stringify(given) });
  }

  /** Take something back; rejects with a Refusal. */
  withdraw(path) {
    return this.#ask(path, { method: "DELETE" });
  }

  /** Call `happened` with the kind and what it is about, `open` and `lost` as the connection comes and goes. */
  follow({ happened, open, lost }) {
    const stream = new EventSource(`${this.url}/events`);
    for (const kind of HAPPENINGS) {
      stream.addEventListener(kind, (event) => happened(kind, JSON.parse(event.data)));
    }
    stream.addEventListener("open", open);
    stream.addEventListener("error", () => {
      lost();
      if (stream.readyState === EventSource.CLOSED) {
        setTimeout(() => this.follow({ happened, open, lost }), 2000);
      }
    });
    // A page that leaves lets go of its connection, or a reload waits for a free one.
    addEventListener("pagehide", () => stream.close(), { once: true });
  }

  async #ask(path, options) {
    const answer = await fetch(`${this.url}/${path}`, options);
    const given = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refusal(answer.status, given.message ?? `The carrier answered ${answer.status}.`);
    return given;
  }
}
