// A day in the clinic, played: the clock runs, the people of the day answer what they are asked.

import { excuse } from "./dom.js";

const FAST = 300; // five minutes a second
const FASTER = 900; // where nothing happens for a while
const DULL_MS = 8000;
const READS_MS = 2500; // somebody reads a text before they answer
const CALM_MS = 3500; // after the last text or answer the clock runs on
const LOOK_MS = 1000;
const EVENING = 21;
const STOPPED = "Play a day";
const RUNNING = "Stop playing";

export class PlayedDay {
  constructor(url, { carrier, pace, onStart }) {
    this.url = url;
    this.carrier = carrier;
    this.pace = pace;
    this.onStart = onStart;
    this.button = document.getElementById("play-day");
    this.said = document.getElementById("play-said");
    this.people = new Map();
    this.busyUntil = 0;
  }

  get playing() {
    return this.people.size > 0;
  }

  /** Prepare a day and let it run; pressed again it stops, and the clock with it. */
  async start() {
    if (this.playing) return this.stop("Stopped.");
    this.button.disabled = true;
    const headers = { "Content-Type": "application/json" };
    try {
      const answer = await fetch(this.url, { method: "POST", headers, body: "{}" });
      const given = await answer.json();
      if (!answer.ok) throw new Error(given.errors?.[0]?.message ?? "The day could not be prepared.");
      this.#play(given.people);
    } catch (error) {
      this.said.textContent = excuse(error);
    } finally {
      this.button.disabled = false;
    }
  }

  stop(words) {
    clearInterval(this.looking);
    this.people.clear();
    this.button.textContent = STOPPED;
    delete this.pace.element.dataset.playing;
    this.said.textContent = words;
    this.pace.turn({ speed: 0 });
  }

  /** A text of the clinic came somewhere; whether it is one of this day's. */
  take(message) {
    const person = this.people.get(message.handset);
    if (!person) return false;
    this.#pause();
    const next = person.answers.find(([words, , done]) => !done && new RegExp(words, "i").test(message.body));
    if (!next) return true;
    next[2] = true;
    this.busyUntil += READS_MS;
    setTimeout(() => this.#answer(person, next[1]), READS_MS);
    return true;
  }

  #play(people) {
    const last = Math.max(...people.filter((person) => person.visit).map((person) => Date.parse(person.visit)));
    this.ends = last + 30 * 60_000;
    for (const person of people) this.people.set(person.number, { ...person, answers: person.answers.map((each) => [...each]) });
    const visits = people.filter((person) => person.visit);
    const waiting = people.find((person) => !person.visit);
    this.onStart([visits[1]?.number, waiting?.number].filter(Boolean), visits[0].visit.slice(0, 10));
    this.button.textContent = RUNNING;
    this.pace.element.dataset.playing = "true";
    this.said.textContent = `${people.map((person) => person.name).join(", ")}: visits are booked, and ${waiting?.name ?? "nobody"} waits for a time.`;
    this.#pause();
    this.looking = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Let the clock run on when nobody reads or writes, over the night in one go; the day ends after its last visit. */
  #look() {
    const now = this.pace.now;
    if (!now || performance.now() < this.busyUntil) return;
    if (Date.parse(now) > this.ends) this.stop("The day is over.");
    else if (Number(now.slice(11, 13)) >= EVENING) this.#sleep();
    else this.#run(performance.now() - this.busyUntil > DULL_MS ? FASTER : FAST);
  }

  #run(speed) {
    if (this.pace.speed !== speed) this.pace.turn({ speed });
  }

  /** Put the clock forward once: until that has taken effect it still shows the evening. */
  #sleep() {
    this.busyUntil = performance.now() + CALM_MS;
    this.pace.toMorning();
  }

  #pause() {
    this.busyUntil = performance.now() + CALM_MS;
    if (this.pace.fast) this.pace.turn({ speed: 0 });
  }

  #answer(person, text) {
    this.#pause();
    this.carrier.act(`handsets/${encodeURIComponent(person.number)}/messages`, { text }).catch((error) => {
      this.said.textContent = excuse(error);
    });
  }
}
