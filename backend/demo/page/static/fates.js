// What became of a message, in words and as a tick.

import { clockOf, dateOf, shortDay } from "./days.js";
import { drawing, element, time } from "./dom.js";

/** `reachable`: whether the telephone has a signal. */
export function fateOf(message, reachable) {
  return message.direction === "inbound" ? ofOurs(message, reachable) : ofTheirs(message, reachable);
}

/** The line under a message: a tick, words, and when. `moment`: when it was by the demo's own clock, where this page saw it come; it goes before the carrier's `iso`. */
export function show(fate, line, iso, moment = null) {
  line.className = `fate ${fate.kind}`;
  const when = time(moment ?? iso);
  if (moment) when.textContent = `${shortDay(dateOf(moment)).split(",")[0]} ${clockOf(moment)}`;
  line.replaceChildren(drawing(fate.icon), element("span", "", fate.words), when);
}

function ofOurs(message, reachable) {
  if (message.error_code) return failed(`The clinic did not get this (${message.error_code})`);
  if (message.channel === "telegram") return ofUpdate(message, reachable);
  if (message.status === "receiving") return { icon: "clock", kind: "", words: reachable ? "Sending" : "Waits for a signal" };
  return { icon: "delivered", kind: "", words: "Delivered" };
}

function ofUpdate(message, reachable) {
  if (message.webhook_status === null) {
    return { icon: "clock", kind: "", words: reachable ? "Sending" : "Waits for a signal" };
  }
  if (message.webhook_status >= 300) return failed(`The clinic answered ${message.webhook_status}`);
  return { icon: "delivered", kind: "", words: "Delivered" };
}

function ofTheirs(message, reachable) {
  switch (message.status) {
    case "undelivered":
    case "failed":
      return failed(`Not delivered: ${message.error_message ?? `error ${message.error_code}`}`);
    case "read":
      return { icon: "delivered", kind: "read", words: "Read" };
    case "delivered":
      return { icon: "delivered", kind: "", words: "Delivered" };
    case "sent":
      return { icon: "sent", kind: "", words: reachable ? "Sent" : "Sent, waits for a signal" };
    default:
      return { icon: "clock", kind: "", words: "On its way" };
  }
}

const failed = (words) => ({ icon: "failed", kind: "failed", words });
