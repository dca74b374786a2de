// Text messages: words and numbers, and STOP.

import { Chat } from "./chat.js";

const IDEAS = [
  "hi, can i see a dermatologist tuesday afternoon?",
  "what are your opening hours?",
  "when is my appointment?",
];

export class Sms extends Chat {
  static channel = "sms";
  static title = "SMS";
  static placeholder = "Text message";
  static longest = 1600;

  get path() {
    return `handsets/${encodeURIComponent(this.number)}`;
  }

  welcome(place) {
    this.offer(place, "Nothing here yet. Type as you would to a real clinic, or try:", IDEAS);
  }

  showState(thread) {
    const stopped = thread.opted_out;
    this.tell(stopped ? "Has stopped texts. START allows them again." : `Texting ${this.clinic}`, stopped);
    this.device.show(thread.aeroplane);
  }
}
