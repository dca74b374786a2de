// An invitation (.ics) as a card that people can read. Source: RFC 5545, RFC 5546.

import { clock, dayTitle, minutesOf } from "./days.js";
import { drawing, element } from "./dom.js";

/** The visit in a calendar file; null when there is none. */
export function visitIn(ics) {
  const lines = ics.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const start = lines.indexOf("BEGIN:VEVENT");
  if (start < 0) return null;
  const event = new Map(lines.slice(start).map(propertyOf).reverse());
  const method = new Map(lines.slice(0, start).map(propertyOf)).get("METHOD")?.value ?? "";
  return {
    method,
    summary: unescaped(event.get("SUMMARY")?.value),
    place: unescaped(event.get("LOCATION")?.value),
    sequence: Number(event.get("SEQUENCE")?.value ?? 0),
    cancelled: method === "CANCEL" || event.get("STATUS")?.value === "CANCELLED",
    start: timeOf(event.get("DTSTART")),
    end: timeOf(event.get("DTEND")),
    zone: event.get("DTSTART")?.zone ?? "UTC",
  };
}

/** The card; `file` is where the calendar file itself is. */
export function invitationCard(visit, file) {
  const card = element("div", visit.cancelled ? "invitation gone" : "invitation");
  const what = element("p", "invitation-title");
  what.append(drawing("calendar"), element("strong", "", visit.summary), element("em", "", standingOf(visit)));
  const hours = `${clock(minutesOf(visit.start))} to ${clock(minutesOf(visit.end))}`;
  card.append(what, element("p", "", dayTitle(visit.start.slice(0, 10))), element("p", "", `${hours}, ${visit.zone.replace("_", " ")} time`));
  if (visit.place) card.append(element("p", "", visit.place));
  const link = element("a", "", "visit.ics");
  link.href = file;
  link.target = "_blank";
  link.rel = "noopener";
  card.append(link);
  return card;
}

function standingOf(visit) {
  if (visit.cancelled) return "Cancelled";
  return visit.sequence ? `Changed, version ${visit.sequence}` : "Invitation";
}

/** "DTSTART;TZID=America/New_York:20261201T144500" as [name, { value, zone }]. */
function propertyOf(line) {
  const parts = /^([A-Z-]+)((?:;[^:"]*(?:"[^"]*")?[^:"]*)*):(.*)$/.exec(line);
  if (!parts) return [line, { value: "" }];
  const zone = /;TZID="?([^;:"]+)/.exec(parts[2]);
  return [parts[1], { value: parts[3], zone: zone?.[1] }];
}

/** 20261201T144500 as an ISO time of its own zone. */
function timeOf(property) {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d))?/.exec(property?.value ?? "19700101");
  return `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4] ?? "00"}:${parts[5] ?? "00"}`;
}

const unescaped = (text = "") => text.replace(/\\n/gi, ", ").replace(/\\([\\;,])/g, "$1");
