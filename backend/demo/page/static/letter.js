// A mail's HTML in a frame of its own: no script of it runs, nothing is fetched, links open elsewhere.

import { element } from "./dom.js";

const ELSEWHERE = /<(?:base|link|meta)\b[^>]*>/gi;
const STYLE = /<style[^>]*>([\s\S]*?)<\/style\s*>/gi;

/** The frame; `title` is what it is called. */
export function letterFrame(html, title) {
  // The page's policy holds in the frame too and allows no style of a mail's own, so its sheets are handed over.
  const sheets = [...html.matchAll(STYLE)].map((style) => style[1]);
  const letter = new DOMParser().parseFromString(html.replace(STYLE, "").replace(ELSEWHERE, ""), "text/html");
  for (const node of letter.querySelectorAll("style, script, base, link, meta")) node.remove();
  for (const link of letter.querySelectorAll("a[href]")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  const frame = element("iframe", "letter");
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.title = title;
  frame.addEventListener("load", () => dress(frame, sheets));
  frame.srcdoc = `<!doctype html>${letter.documentElement.outerHTML}`;
  return frame;
}

function dress(frame, sheets) {
  const inside = frame.contentDocument;
  inside.adoptedStyleSheets = sheets.map((text) => {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  const fit = () => {
    frame.style.height = `${inside.documentElement.offsetHeight}px`;
  };
  new ResizeObserver(fit).observe(inside.documentElement);
  fit();
}
