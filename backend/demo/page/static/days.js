// Days and times as the clinic writes them. Everything is read from the text of an ISO time with its offset, so the
// browser's own time zone never moves a visit.

const DAY = new Intl.DateTimeFormat("en-US", { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });
const SHORT_DAY = new Intl.DateTimeFormat("en-US", { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });

export const dateOf = (iso) => iso.slice(0, 10);

export const minutesOf = (iso) => Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));

/** Minutes after midnight of `date`; a time on the next day counts past 24 hours. */
export function minutesInto(date, iso) {
  const days = Math.round((Date.parse(dateOf(iso)) - Date.parse(date)) / 86_400_000);
  return days * 1440 + minutesOf(iso);
}

export function clock(minutes) {
  const hour = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const shown = hour % 12 === 0 ? 12 : hour % 12;
  return `${shown}${rest ? `:${String(rest).padStart(2, "0")}` : ""} ${hour < 12 ? "am" : "pm"}`;
}

export const clockOf = (iso) => clock(minutesOf(iso));

export const dayTitle = (date) => DAY.format(Date.parse(date));

export const shortDay = (date) => SHORT_DAY.format(Date.parse(date));

export const addDays = (date, days) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
