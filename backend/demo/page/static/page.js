// The telephone page: puts telephones, calendar and carrier together.

import { CalendarView } from "./calendar.js";
import { Carrier } from "./carrier.js";
import { Phone } from "./phone.js";

const KEPT = "frontdesk.phones";
const config = document.body.dataset;
const offered = JSON.parse(config.phones);
const carrier = new Carrier(config.carrier);
const phones = new Map();
const row = document.getElementById("phone-row");

const calendar = new CalendarView(config.calendar, { onNews: tell });

/** The numbers to start with: those in the address, those from last time, or the first one on offer. */
function firstNumbers() {
  const asked = new URLSearchParams(location.search).get("phones");
  const numbers = asked ? asked.split(",").map((number) => `+${number.replace(/\D/g, "")}`) : remembered();
  return numbers.length ? numbers : [offered[0]];
}

function remembered() {
  return (localStorage.getItem(KEPT) ?? "").split(" ").filter((number) => /^\+\d{7,15}$/.test(number));
}

function addPhone(number) {
  const phone = new Phone(number, { carrier, clinic: config.clinic, onRemove: removePhone });
  phones.set(number, phone);
  row.append(phone.element);
  settle();
  refresh(phone);
  return phone;
}

function removePhone(phone) {
  phones.delete(phone.number);
  phone.element.remove();
  settle();
  document.getElementById("add-phone").focus();
}

function settle() {
  localStorage.setItem(KEPT, [...phones.keys()].join(" "));
  row.dataset.count = phones.size;
  const free = offered.some((number) => !phones.has(number));
  document.getElementById("add-phone").disabled = !free;
  for (const phone of phones.values()) phone.element.querySelector(".remove").hidden = phones.size === 1;
}

function refresh(phone) {
  phone.refresh().catch((error) => {
    if (!(error instanceof TypeError)) throw error; // not reachable: the stream's own state says so already
  });
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
  if (document.body.dataset.tab === "phones") document.querySelector(".tabs .news").hidden = false;
}

function openTab(name) {
  document.body.dataset.tab = name;
  for (const button of document.querySelectorAll("[data-tab-of]")) {
    button.setAttribute("aria-pressed", String(button.dataset.tabOf === name));
  }
  if (name !== "calendar") return;
  document.querySelector(".tabs .news").hidden = true;
  calendar.reveal();
}

for (const button of document.querySelectorAll("[data-tab-of]")) {
  button.addEventListener("click", () => openTab(button.dataset.tabOf));
}
document.querySelector(".skip").addEventListener("click", () => openTab("calendar"));
document.getElementById("add-phone").addEventListener("click", () => {
  const number = offered.find((candidate) => !phones.has(candidate));
  const phone = addPhone(number);
  phone.element.scrollIntoView({ behavior: "smooth", inline: "nearest", block: "nearest" });
  phone.focus();
});

for (const number of new Set(firstNumbers())) addPhone(number);
carrier.follow({
  message: (message) => {
    phones.get(message.handset)?.take(message);
    calendar.soon();
  },
  open: () => {
    link("open", "Connected");
    for (const phone of phones.values()) refresh(phone);
  },
  lost: () => link("lost", "Connection lost, trying again"),
});
calendar.start();
