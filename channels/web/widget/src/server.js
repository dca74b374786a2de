// The chat API over HTTP. No cookies: the session's token goes in a header, so the site's own cookies stay out of it.

/** What came of a call that failed: `code` is the problem's, "offline" when no answer came. */
export class Refused extends Error {
  constructor(status, code, seconds) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.seconds = seconds;
  }
}

export class Server {
  constructor(base) {
    this.base = base;
  }

  async call(path, { token, body, headers = {}, signal } = {}) {
    const asked = { credentials: "omit", cache: "no-store", headers: { ...headers }, signal };
    if (token) asked.headers.Authorization = `Bearer ${token}`;
    if (body) {
      asked.method = "POST";
      asked.headers["Content-Type"] = "application/json";
      asked.body = JSON.stringify(body);
    }
    let answer;
    try {
      answer = await fetch(`${this.base}/chat/v1${path}`, asked);
    } catch {
      throw new Refused(0, "offline", 0);
    }
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.code || "unavailable", Number(answer.headers.get("Retry-After")) || 0);
  }

  /** A new session; with a link, that of `token` when there is one goes on with the link's conversation. */
  async session(token, link) {
    return (await this.call("/sessions", { token, body: link ? { link } : {} })).json();
  }

  async post(token, message) {
    return (await this.call("/messages", { token, body: message })).json();
  }

  async thread(token, after) {
    return (await this.call(`/messages${after ? `?after=${after}` : ""}`, { token })).json();
  }

  async received(token, receipt) {
    await this.call("/receipts", { token, body: receipt });
  }

  /** Server-sent events after `after`, each given to `hear(name, data)`; returns when the stream ends. */
  async stream(token, after, hear, signal) {
    const headers = { Accept: "text/event-stream" };
    if (after) headers["Last-Event-ID"] = after;
    const answer = await this.call("/stream", { token, headers, signal });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach((block) => tell(block, hear));
    }
  }
}

function tell(block, hear) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  hear(fields.event || "beat", fields.data ? JSON.parse(fields.data) : null, fields.id);
}
