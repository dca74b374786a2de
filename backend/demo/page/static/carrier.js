// The local carrier: telephones' threads, texts typed on them, and the stream of what happens.

export class Carrier {
  constructor(url) {
    this.url = url.replace(/\/$/, "");
  }

  /** Everything on one telephone, oldest first. */
  async thread(number) {
    const answer = await fetch(this.#messages(number));
    if (!answer.ok) throw new Error(`The carrier answered ${answer.status}.`);
    return answer.json();
  }

  /** Send a text to the clinic; rejects with a sentence when the carrier refuses it. */
  async text(number, text) {
    const answer = await fetch(this.#messages(number), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
    });
    const given = await answer.json();
    if (!answer.ok) throw new Error(given.message ?? `The carrier answered ${answer.status}.`);
    return given;
  }

  /** Call `message` for every new or changed message, `open` and `lost` as the connection comes and goes. */
  follow({ message, open, lost }) {
    const stream = new EventSource(`${this.url}/sandbox/events`);
    for (const kind of ["message", "status"]) {
      stream.addEventListener(kind, (event) => message(JSON.parse(event.data)));
    }
    stream.addEventListener("open", open);
    stream.addEventListener("error", () => {
      lost();
      if (stream.readyState === EventSource.CLOSED) {
        setTimeout(() => this.follow({ message, open, lost }), 2000);
      }
    });
    // A page that leaves lets go of its connection, or a reload waits for a free one.
    addEventListener("pagehide", () => stream.close(), { once: true });
  }

  #messages(number) {
    return `${this.url}/sandbox/handsets/${encodeURIComponent(number)}/messages`;
  }
}
