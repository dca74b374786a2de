// Frontdesk's chat: one line in a site, a button in its corner. Everything is in a shadow root of its own.

import "deep-chat/dist/deepChat.bundle.js";
import { Chat } from "./chat.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { Server } from "./server.js";
import { languageOf } from "./words.js";

const script = document.currentScript;

async function start({ dataset, src }) {
  await customElements.whenDefined("deep-chat"); // its properties count only from then on
  const base = new URL(dataset.api || new URL(src).origin).origin;
  const given = new URLSearchParams(location.hash.slice(1)).get("frontdesk");
  if (given) history.replaceState(null, "", location.pathname + location.search); // good once, so not kept in the address
  const panel = new Panel({
    title: dataset.title,
    greeting: dataset.greeting,
    language: languageOf(dataset.language, document.documentElement.lang, ...navigator.languages),
    position: dataset.position,
    scheme: dataset.scheme,
    colour: dataset.color,
    link: given || dataset.link || null,
  });
  const chat = new Chat(new Server(base), new Memory(base), panel);
  panel.attach(chat);
  document.body.append(panel.host);
  document.addEventListener("visibilitychange", () => chat.hidden(document.hidden));
  window.addEventListener("pagehide", () => chat.leave());
  window.addEventListener("pageshow", (event) => event.persisted && chat.hidden(false));
  chat.resume();
  if (given) panel.show();
}

start(script);
