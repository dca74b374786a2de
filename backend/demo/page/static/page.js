// The telephone page: puts people, calendar and carrier together.

import { CalendarView } from "./calendar.js";
import { Carrier } from "./carrier.js";
import { Pace } from "./pace.js";
import { PlayedDay } from "./play.js";
import { Person } from "./person.js";

const KEPT = "frontdesk.phones";
const AT_ONCE = 2; // more than two people side by side cannot be followed
const NUMBER = /^\+[1-9]\d{6,14}$/;
const asked = new URLSearchParams(location.search);
const config = document.body.dataset;
const offered = JSON.parse(config.phones);
const carrier = new Carrier(config.carrier);
const people = new Map();
const row = document.getElementById("people");
const adding = document.getElementById("adding");

const calendar = new CalendarView(config.calendar, { onNews: tell });
const pace = new Pace(config.clock, { onChange: () => calendar.soon() });
const played = new PlayedDay(config.day, { carrier, pace, onStart: showDay });

/** The numbers to start with: those in the address, those from last time, or the first one on offer. */
function firstNumbers() {
  const named = asked.get("phones");
  const numbers = named ? named.split(",").map((number) => `+${number.replace(/\D/g, "")}`) : remembered();
  const good = [...new Set(numbers)].filter((number) => NUMBER.test(number)).slice(0, AT_ONCE);
  return good.length ? good : [offered[0]];
}

const remembered = () => (localStorage.getItem(KEPT) ?? "").split(" ");

function add(number) {
  const person = new Person(number, { carrier, clinic: config.clinic, pace, onRemove: remove });
  people.set(number, person);
  row.append(person.element);
  settle();
  person.refresh();
  return person;
}

function remove(person) {
  people.delete(person.number);
  person.element.remove();
  settle();
  document.getElementById("add-phone").focus();
}

function settle() {
  localStorage.setItem(KEPT, [...people.keys()].join(" "));
  row.dataset.count = people.size;
  document.getElementById("add-phone").disabled = people.size >= AT_ONCE;
  for (const person of people.values()) person.element.querySelector(".remove").hidden = people.size === 1;
}

/** Show the two telephones of a day on which something happens, beside the calendar of its visits. */
function showDay(numbers, date) {
  for (const person of [...people.values()]) {
    people.delete(person.number);
    person.element.remove();
  }
  for (const number of numbers.slice(0, AT_ONCE)) add(number);
  openView("calendar");
  calendar.show(date);
}

function ask() {
  adding.querySelector("input").value = offered.find((number) => !people.has(number)) ?? "";
  adding.querySelector(".problem").hidden = true;
  adding.showModal();
}

function answer(event) {
  event.preventDefault();
  const number = `+${adding.querySelector("input").value.replace(/\D/g, "")}`;
  const good = NUMBER.test(number) && !people.has(number);
  adding.querySelector(".problem").hidden = good;
  if (!good) return;
  adding.close();
  const person = add(number);
  person.element.scrollIntoView({ behavior: "smooth", inline: "nearest", block: "nearest" });
  person.focus();
}

function link(state, words) {
  const shown = document.querySelector(".link");
  if (shown.dataset.link === state) return;
  shown.dataset.link = state;
  shown.firstElementChild.textContent = words;
}

function tell(words) {
  const toast = document.createElement("p");
  toast.textContent = words;
  document.getElementById("toasts").replaceChildren(toast);
  setTimeout(() => toast.remove(), 7000);
  if (document.body.dataset.view === "channels") document.querySelector(".views .news").hidden = false;
}

function openView(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll("[data-view-of]")) {
    button.setAttribute("aria-pressed", String(button.dataset.viewOf === name));
  }
  if (name !== "calendar") return;
  document.querySelector(".views .news").hidden = true;
  calendar.reveal();
}

for (const button of document.querySelectorAll("[data-view-of]")) {
  button.addEventListener("click", () => openView(button.dataset.viewOf));
}
document.querySelector(".skip").addEventListener("click", () => openView("calendar"));
document.getElementById("upcoming").addEventListener("click", () => openView("calendar"));
document.getElementById("add-phone").addEventListener("click", ask);
document.getElementById("play-day").addEventListener("click", () => played.start());
adding.querySelector("form").addEventListener("submit", answer);
adding.querySelector(".close").addEventListener("click", () => adding.close());

openView(asked.get("view") === "calendar" ? "calendar" : "channels");
for (const number of firstNumbers()) add(number);
carrier.follow({
  happened: (kind, what) => {
    const ours = what.direction && what.direction !== "inbound";
    if (kind === "message") pace.momentOf(what.sid, true);
    const here = [...people.values()].map((person) => person.take(kind, what)).some(Boolean);
    if (ours && kind === "message" && !played.take(what) && here) pace.came();
    calendar.soon();
  },
  open: () => {
    link("open", "Connected");
    for (const person of people.values()) person.refresh();
  },
  lost: () => link("lost", "Connection lost, trying again"),
});
calendar.start();
if (config.clock) pace.start();
