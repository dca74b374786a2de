// The clinic's day: a column for each practitioner, filling up as it happens; and the visits booked by message.

import { addDays, clock, clockOf, dateOf, dayTitle, minutesInto, shortDay } from "./days.js";

const POLL_MS = 3000;
const HOUR_PX = 72;
const MARKS = {
  confirmed: "confirmed", declined: "declined", late: "comes late", arrived: "is here",
  noshow: "did not come",
};
const SIGNS = { confirmed: "\u2713", declined: "\u2715", late: "\u25f7", arrived: "\u25cf", noshow: "!" };
const frame = document.querySelector(".grid-frame");

export class CalendarView {
  constructor(url, { onNews }) {
    this.url = url;
    this.onNews = onNews;
    this.date = null;
    this.place = null;
    this.etag = null;
    this.visits = null;
    this.cancelled = new Map();
    this.shown = { date: null, keys: new Set() };
    this.grid = document.getElementById("grid");
    this.picker = document.getElementById("day");
    this.picker.addEventListener("change", () => this.picker.value && this.show(this.picker.value));
    document.getElementById("day-before").addEventListener("click", () => this.show(addDays(this.date, -1)));
    document.getElementById("day-after").addEventListener("click", () => this.show(addDays(this.date, 1)));
    document.getElementById("today").addEventListener("click", () => this.show(null));
    document.addEventListener("visibilitychange", () => this.refresh());
  }

  start() {
    this.refresh();
    setInterval(() => this.refresh(), POLL_MS);
  }

  /** Show another day; null is today. */
  show(date) {
    this.date = date;
    this.etag = null;
    return this.refresh();
  }

  /** Look soon, once, however often it is asked: something happened. */
  soon() {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => this.refresh(), 250);
  }

  async refresh() {
    if (document.hidden) return;
    const asked = this.date;
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    let answer;
    try {
      answer = await fetch(asked ? `${this.url}?date=${asked}` : this.url, { headers, cache: "no-store" });
    } catch (error) {
      if (error instanceof TypeError) return; // the clinic restarts; the next look finds it
      throw error;
    }
    if (answer.status === 304 || !answer.ok || asked !== this.date) return;
    this.etag = answer.headers.get("ETag");
    const day = await answer.json();
    if (asked !== this.date) return;
    if (this.date === null) this.date = day.date;
    this.#render(day);
    this.#compare(day.upcoming, day.now);
  }

  #render(day) {
    this.day = day;
    this.picker.value = day.date;
    document.getElementById("calendar-title").textContent = dayTitle(day.date);
    this.#drawPlaces(day.columns);
    const columns = day.columns.filter((column) => !this.place || column.location === this.place);
    document.getElementById("closed").hidden = columns.length > 0;
    this.grid.hidden = columns.length === 0;
    if (columns.length) this.#drawGrid(day.date, columns);
  }

  #drawPlaces(columns) {
    const names = [...new Set(columns.map((column) => column.location))];
    if (this.place && !names.includes(this.place)) this.place = null;
    const buttons = [null, ...names].map((name) => {
      const button = made("button", "", name ?? "All locations");
      button.type = "button";
      button.setAttribute("aria-pressed", String(name === this.place));
      button.addEventListener("click", () => {
        this.place = name;
        this.#render(this.day);
        [...places.children].find((other) => other.textContent === button.textContent)?.focus();
      });
      return button;
    });
    const places = document.getElementById("places");
    if (!places.contains(document.activeElement) || places.children.length !== buttons.length) {
      places.replaceChildren(...buttons);
    } else {
      [...places.children].forEach((old, index) => old.setAttribute("aria-pressed", buttons[index].getAttribute("aria-pressed")));
    }
  }

  #drawGrid(date, columns) {
    const axis = axisOf(date, columns);
    const known = this.shown.date === date ? this.shown.keys : null;
    const keys = new Set();
    this.grid.style.gridTemplateColumns = `3.25rem repeat(${columns.length}, minmax(var(--column), 1fr))`;
    const parts = [made("div", "corner"), ...groupHeads(columns), made("div", "corner below")];
    parts.push(...columns.map((column) => columnHead(column)), gutter(axis));
    for (const column of columns) parts.push(columnBody(date, column, axis, known, keys));
    this.grid.replaceChildren(...parts);
    this.shown = { date, keys };
    if (!known) this.reveal();
    else bringIntoView(this.grid.querySelector(".entry.fresh.by-text, .entry.fresh.held"));
  }

  /** Scroll to what matters on this day: what came from a phone, or the present moment. */
  reveal() {
    frame.scrollTop = 0;
    bringIntoView(this.grid.querySelector(".entry.by-text, .entry.held") ?? this.grid.querySelector(".now"));
  }

  /** Tell what is new among the visits booked by message, and go to its day. */
  #compare(upcoming, now) {
    const before = this.visits;
    this.visits = new Map(upcoming.map((visit) => [visit.id, visit]));
    let fresh = null;
    if (before) {
      for (const visit of upcoming) {
        const old = before.get(visit.id);
        if (visit.status === "held") fresh ??= old ? null : visit;
        else if (!old) this.#tell("Booked", visit);
        else if (old.start !== visit.start || old.practitioner !== visit.practitioner) this.#tell("Moved to", visit);
      }
      for (const [id, visit] of before) {
        const over = Date.parse(visit.start) <= Date.parse(now);
        if (!this.visits.has(id) && visit.status === "booked" && !over) {
          this.cancelled.set(id, visit);
          this.onNews(`Cancelled: ${sentence(visit)}`);
        }
      }
    }
    if (fresh) this.#goTo(fresh);
    for (const id of this.visits.keys()) this.cancelled.delete(id);
    this.#drawUpcoming();
  }

  #tell(what, visit) {
    this.onNews(`${what}: ${sentence(visit)}`);
    this.#goTo(visit);
  }

  #goTo(visit) {
    if (this.place && this.place !== visit.location) this.place = null;
    this.show(dateOf(visit.start));
  }

  #drawUpcoming() {
    const visits = [...this.visits.values(), ...this.cancelled.values()];
    const all = visits.sort((a, b) => (a.status === "held") - (b.status === "held") || Date.parse(a.start) - Date.parse(b.start));
    document.getElementById("no-upcoming").hidden = all.length > 0;
    document.getElementById("upcoming").replaceChildren(
      ...all.map((visit) => {
        const gone = this.cancelled.has(visit.id);
        const item = made("li", gone ? "gone" : visit.status);
        const button = made("button");
        button.type = "button";
        const when = made("strong", "", `${shortDay(dateOf(visit.start))}, ${clockOf(visit.start)}`);
        const what = made("span", "", `${visit.patient ? `${visit.patient} with ` : ""}${visit.practitioner}, ${visit.location}`);
        if (gone || visit.status === "held") when.append(made("em", "", gone ? "Cancelled" : "Held"));
        button.append(when, what);
        button.addEventListener("click", () => this.show(dateOf(visit.start)));
        item.append(button);
        return item;
      }),
    );
  }
}

/** Scroll the day, and only the day, until this part of it can be seen. */
function bringIntoView(node) {
  if (!node || !frame.offsetParent) return; // nothing there, or the calendar's tab is closed
  const [inside, outside] = [node.getBoundingClientRect(), frame.getBoundingClientRect()];
  const [head, side] = [100, 60];
  const hiddenAcross = inside.left < outside.left + side || inside.right > outside.right;
  const hiddenDown = inside.top < outside.top + head || inside.bottom > outside.bottom - 110;
  if (hiddenDown) frame.scrollTop += inside.top - outside.top - head - 60;
  if (hiddenAcross) frame.scrollLeft += inside.left - outside.left - side - 60;
}

function sentence(visit) {
  return `${shortDay(dateOf(visit.start))}, ${clockOf(visit.start)}, ${visit.patient} with ${visit.practitioner}`;
}

/** The hours to show: from the first to the last that anything happens in, whole hours. */
function axisOf(date, columns) {
  const spans = columns.flatMap((column) => [...column.hours, ...column.entries]);
  const starts = spans.map((span) => minutesInto(date, span.start));
  const ends = spans.map((span) => minutesInto(date, span.end));
  const from = Math.floor(Math.min(...starts, 9 * 60) / 60);
  const to = Math.ceil(Math.max(...ends, 17 * 60) / 60);
  return { from, to, top: (minutes) => ((minutes - from * 60) / 60) * HOUR_PX, height: (to - from) * HOUR_PX };
}

function groupHeads(columns) {
  const heads = [];
  for (const column of columns) {
    const last = heads.at(-1);
    if (last && last.name === column.location) {
      last.count += 1;
      last.node.style.gridColumn = `span ${last.count}`;
    } else {
      const node = made("div", "place-head");
      node.append(made("strong", "", column.location), made("span", "", column.zone_name));
      heads.push({ name: column.location, count: 1, node });
    }
  }
  return heads.map((head) => head.node);
}

function columnHead(column) {
  const [name, letters] = column.practitioner.split(", ");
  const long = name.split(/[\s-]/).some((word) => word.length > 10);
  const head = made("div", long ? "column-head long" : "column-head", name);
  if (letters) head.append(made("span", "", letters));
  return head;
}

function gutter(axis) {
  const side = made("div", "gutter");
  side.style.height = `${axis.height}px`;
  for (let hour = axis.from; hour < axis.to; hour += 1) {
    const label = made("span", "", clock(hour * 60));
    label.style.top = `${axis.top(hour * 60)}px`;
    side.append(label);
  }
  return side;
}

function columnBody(date, column, axis, known, keys) {
  const body = made("ol", "column");
  body.setAttribute("aria-label", `${column.practitioner}, ${column.location}`);
  body.style.height = `${axis.height}px`;
  for (const shift of column.hours) {
    body.append(placed(made("li", "shift"), date, shift, axis, `Works ${clockOf(shift.start)} to ${clockOf(shift.end)}`));
  }
  for (const entry of column.entries) {
    const key = `${entry.id} ${entry.start} ${entry.status} ${entry.mark}`;
    keys.add(key);
    body.append(entryNode(date, entry, axis, known !== null && !known.has(key)));
  }
  if (dateOf(column.now) === date) {
    const line = made("li", "now");
    const minutes = minutesInto(date, column.now);
    line.style.top = `${axis.top(minutes)}px`;
    line.setAttribute("aria-label", `Now, ${clock(minutes)}`);
    if (minutes >= axis.from * 60 && minutes <= axis.to * 60) body.append(line);
  }
  return body;
}

function entryNode(date, entry, axis, fresh) {
  const words = { held: "Held", offered: "Offered" }[entry.status] ?? entry.patient ?? "Booked";
  const node = made("li", `entry ${entry.status}${entry.by_text ? " by-text" : ""}${fresh ? " fresh" : ""}`);
  node.dataset.id = entry.id;
  const mark = entry.status === "declined" ? "declined" : entry.mark;
  node.append(made("b", "", words), made("span", "", entry.service));
  if (mark) {
    node.classList.add("marked");
    const sign = made("i", `mark ${mark}`, SIGNS[mark]);
    sign.setAttribute("aria-hidden", "true");
    node.append(sign);
  }
  const more = `${entry.by_text ? ", booked by message" : ""}${mark ? `, ${MARKS[mark]}` : ""}`;
  const spoken = `${clockOf(entry.start)} to ${clockOf(entry.end)}: ${words}, ${entry.service}${more}`;
  node.title = spoken;
  return placed(node, date, entry, axis, spoken);
}

function placed(node, date, span, axis, spoken) {
  const from = axis.top(minutesInto(date, span.start));
  const to = axis.top(minutesInto(date, span.end));
  node.style.top = `${from}px`;
  node.style.height = `${to - from}px`;
  if (to - from >= 34) node.classList.add("tall");
  else if (to - from < 16) node.classList.add("tiny");
  node.setAttribute("aria-label", spoken);
  return node;
}

function made(name, className = "", text = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}
