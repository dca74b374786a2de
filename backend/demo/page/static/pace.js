// The clock of the whole demo: what it shows, how fast it goes, holding it and putting it forward.

const POLL_MS = 2000;
const TICK_MS = 200;
const AFTER_MS = 40;
const DAY_MS = 86_400_000;
const HOUR_S = 3600;
const MORNING = 8;
const SHOWN = new Intl.DateTimeFormat("en-US", {
  weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZone: "UTC",
});
const KEPT = "frontdesk.moments";

export class Pace {
  constructor(url, { onChange }) {
    this.url = url;
    this.onChange = onChange;
    this.element = document.getElementById("pace");
    this.shown = document.getElementById("pace-now");
    this.buttons = [...this.element.querySelectorAll("[data-speed]")];
    this.hold = document.getElementById("pace-hold");
    this.moments = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
    for (const button of this.buttons) button.addEventListener("click", () => this.turn({ speed: Number(button.dataset.speed) }));
    document.getElementById("pace-hour").addEventListener("click", () => this.turn({ forward: HOUR_S }));
    document.getElementById("pace-morning").addEventListener("click", () => this.toMorning());
  }

  /** Show it from now on, where this demo has such a clock. */
  async start() {
    await this.#ask();
    setInterval(() => this.#ask(), POLL_MS);
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** What it shows, as an ISO time by the clinic's wall clock; null before it is known. */
  get now() {
    if (!this.read) return null;
    return new Date(this.#wall()).toISOString().slice(0, 19) + this.read.zone;
  }

  /** How fast it goes, or will in a moment. */
  get speed() {
    return this.read?.to;
  }

  get fast() {
    return this.speed > 1;
  }

  /** Turn it; what is asked takes effect a second later, in every process at once. */
  async turn(asked) {
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    }).catch(() => null);
    if (answer?.ok) this.#take(await answer.json());
    this.onChange();
  }

  /** Put it forward to the next morning at eight. */
  toMorning() {
    return this.turn({ forward: this.#untilMorning() });
  }

  /** A message came: whoever is to answer it needs the time for it. */
  came() {
    if (this.fast && this.hold.checked) this.turn({ speed: 0 });
  }

  /** When a message came by this clock; it is noted when it is first seen. */
  momentOf(sid, isNew) {
    if (!this.moments.has(sid) && isNew && this.now) {
      this.moments.set(sid, this.now);
      sessionStorage.setItem(KEPT, JSON.stringify([...this.moments].slice(-500)));
    }
    return this.moments.get(sid) ?? null;
  }

  async #ask() {
    const answer = await fetch(this.url, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) this.#take(await answer.json());
  }

  #take({ now, speed, to, turns_in }) {
    const before = this.read?.to;
    const wall = Date.parse(`${now.slice(0, 19)}Z`);
    this.read = { wall, zone: now.slice(19), at: performance.now(), speed, to, until: turns_in * 1000 };
    if (turns_in) {
      clearTimeout(this.looking);
      this.looking = setTimeout(() => this.#ask(), turns_in * 1000 + AFTER_MS);
    }
    this.element.hidden = false;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === to));
    this.element.dataset.running = String(to > 1);
    if (before !== undefined && before !== to) this.onChange();
    this.#tick();
  }

  #tick() {
    if (!this.read) return;
    const words = SHOWN.format(this.#wall()).replace(/[AP]M/, (half) => half.toLowerCase());
    if (this.shown.textContent !== words) this.shown.textContent = words;
  }

  #wall() {
    const gone = performance.now() - this.read.at;
    const before = Math.min(gone, this.read.until || gone);
    return this.read.wall + before * this.read.speed + (gone - before) * this.read.to;
  }

  /** Seconds until eight in the morning, by the clinic's clock. */
  #untilMorning() {
    const today = Math.floor(this.#wall() / DAY_MS) * DAY_MS + MORNING * HOUR_S * 1000;
    const next = today > this.#wall() + 60_000 ? today : today + DAY_MS;
    return Math.round((next - this.#wall()) / 1000);
  }
}
