// What outlives a reload: the session's token and the messages that are not sent yet.

/** Kept in localStorage; where a browser forbids that, for as long as the page is open. */
export class Memory {
  constructor(base) {
    this.prefix = `frontdesk:${base}:`;
    this.kept = new Map();
    try {
      this.store = window.localStorage;
    } catch {
      this.store = null;
    }
  }

  get token() {
    return this.read("token");
  }

  set token(token) {
    this.write("token", token);
  }

  /** Messages that wait, oldest first. */
  waiting() {
    const names = new Set(this.kept.keys());
    for (let place = 0; place < (this.store?.length ?? 0); place += 1) {
      const key = this.store.key(place);
      if (key.startsWith(this.prefix)) names.add(key.slice(this.prefix.length));
    }
    return [...names]
      .filter((name) => name.startsWith("waiting:"))
      .map((name) => JSON.parse(this.read(name)))
      .filter(Boolean)
      .sort((one, other) => one.at - other.at);
  }

  keep(message) {
    this.write(`waiting:${message.client_id}`, JSON.stringify(message));
  }

  drop(clientId) {
    this.write(`waiting:${clientId}`, null);
  }

  read(name) {
    return this.kept.get(name) ?? this.store?.getItem(this.prefix + name) ?? null;
  }

  write(name, value) {
    if (value === null) {
      this.kept.delete(name);
      this.store?.removeItem(this.prefix + name);
      return;
    }
    try {
      this.store.setItem(this.prefix + name, value);
    } catch {
      this.kept.set(name, value); // no storage, or a full one
    }
  }
}
