// How the page talks to x0d: reads, changes, and streams of events that come back by themselves.

const TIMEOUT = 10000;
const SILENCE = 6000;
const AGAIN = 2000;

/** Where the API is: the server that gives the page says so, as it may be served from more than one place. */
const root = document.documentElement.dataset.api;

/** What x0d answered instead of what was wanted. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function call(method, path, body) {
  const options = { method, signal: AbortSignal.timeout(TIMEOUT), cache: 'no-store' };
  if (body !== undefined) {
    options.headers = { 'Content-Type': 'application/json' };
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(root + path, options);
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, json.detail || `x0d answered ${answer.status}`);
  return json;
}

/** Reads a resource. */
export const read = (path) => call('GET', path);

/** Changes something. */
export const change = (method, path, settings = {}) => call(method, path, settings);

/** Whether this reader may change anything: a change of nothing, tried out. */
export async function mayChange() {
  try {
    await call('POST', 'batch?dry-run=true', { changes: [] });
    return true;
  } catch (failure) {
    // An empty list may be refused for being empty, which is not for want of rights.
    return failure instanceof Refused && ![401, 403, 405].includes(failure.status);
  }
}

/** The path of a director, whatever its name holds. */
export const director = (name) => 'director/' + encodeURIComponent(name);

/** The path of a backend. */
export const backend = (of, name) => director(of) + '/backends/' + encodeURIComponent(name);

/**
 * A stream of events. It comes back by itself after it broke, and is taken for broken when it is
 * silent: figures come every second. A tab that nobody sees holds none: a browser has six
 * connections for a server, and the tab that is looked at needs them.
 */
export class Stream {
  /**
   * @param path of the events
   * @param handlers by the name of the event
   * @param changed called with whether it is live
   * @param back called when it has come back: what was missed is to be read
   */
  constructor(path, handlers, changed, back = () => {}) {
    this.path = path;
    this.handlers = handlers;
    this.changed = changed;
    this.back = back;
    this.broken = false;
    this.closed = false;
    this.seen = () => this.look();
    document.addEventListener('visibilitychange', this.seen);
    if (!document.hidden) this.open();
    else this.broken = true;
  }

  /** Follows what the user looks at. */
  look() {
    this.stop();
    this.broken = true;
    if (!document.hidden) this.open();
  }

  open() {
    this.source = new EventSource(root + this.path);
    for (const [name, handler] of Object.entries(this.handlers)) {
      this.source.addEventListener(name, (event) => {
        this.heard();
        handler(JSON.parse(event.data), event.lastEventId);
      });
    }
    this.source.onopen = () => this.heard();
    this.source.onerror = () => this.lost();
    this.watch();
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lost(), SILENCE);
  }

  heard() {
    this.watch();
    this.changed(true);
    if (this.broken) {
      this.broken = false;
      this.back();
    }
  }

  lost() {
    if (this.closed) return;
    this.stop();
    this.broken = true;
    this.changed(false);
    this.retry = setTimeout(() => this.open(), AGAIN);
  }

  stop() {
    clearTimeout(this.watchdog);
    clearTimeout(this.retry);
    this.source?.close();
  }

  close() {
    this.closed = true;
    document.removeEventListener('visibilitychange', this.seen);
    this.stop();
  }
}
