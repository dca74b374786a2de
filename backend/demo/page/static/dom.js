// Pieces of the page: elements, buttons, drawings, times.

const SVG = "http://www.w3.org/2000/svg";
const DRAWINGS = {
  clock: "M8 4.5V8l2.2 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  sent: "m3.5 8.5 3 3 6-7",
  delivered: "m1.5 8.5 3 3 6-7m-2.2 6.4.9.6 6-7",
  failed: "M8 4.5v4.2m0 2.6v.100M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  calendar: "M3 4h10v9.500H3zM3 7h10M5.500 2.500V5M10.500 2.500V5",
};

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

export function button(className, words, onClick) {
  const made = element("button", className, words);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

export function drawing(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/** What a template holds, ready to be put somewhere. */
export const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export const clockTime = (iso) =>
  new Date(iso).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).toLowerCase();

export function time(iso) {
  const shown = element("time", "", clockTime(iso));
  shown.dateTime = iso;
  return shown;
}

/** +16175550142 as people write it. */
export function pretty(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/** Let a promise fail when there is nobody to talk to: the stream of events says so already. */
export function unlessAway(promise) {
  return promise.catch((error) => {
    if (!(error instanceof TypeError)) throw error;
  });
}

/** What to tell somebody whose wish failed. */
export const excuse = (error) => (error instanceof TypeError ? "The carrier cannot be reached." : error.message);
