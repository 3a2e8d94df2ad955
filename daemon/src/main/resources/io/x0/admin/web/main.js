// The page of x0: which view is shown, the stream of all directors, and how the connection is.
import { backend, change, director, mayChange, read, Refused, Stream } from './api.js';
import { minute, push } from './chart.js';
import { DirectorPage } from './director.js';
import { el, mark, say } from './dom.js';
import { EventsPage, Journal } from './events.js';
import { Overview, Total } from './overview.js';

const THEMES = [['auto', 'as the system'], ['light', 'light'], ['dark', 'dark']];
/** With more than these, the minute before is not read: the page is there sooner. */
const FEW = 300;
const MANY = 60;
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.directors = new Map();
    this.past = new Map();
    this.total = new Total();
    this.journal = new Journal();
    this.writable = false;
    this.lost = new Set();
    this.view = null;
    this.main = byId('main');
    window.addEventListener('hashchange', () => this.route(true));
    window.addEventListener('resize', () => this.view?.repaint());
    window.addEventListener('keydown', (event) => this.key(event));
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.view?.repaint());
    byId('skip').addEventListener('click', (event) => {
      event.preventDefault();
      this.main.focus();
    });
    this.answer = () => {};
    byId('confirm').addEventListener('close', ({ target }) => {
      // It is told a little later, when the dialog may ask something else already.
      if (!target.open) this.answer(target.returnValue === 'yes');
    });
    this.theme();
    this.main.append(el('div', { class: 'loading' }), el('div', { class: 'loading' }));
  }

  theme() {
    const button = byId('theme');
    let at = Math.max(0, THEMES.findIndex(([name]) => name === localStorage.getItem('x0-theme')));
    const show = () => {
      const [name, words] = THEMES[at];
      mark(document.documentElement, 'data-theme', name === 'auto' ? null : name);
      mark(button, 'data-mode', name);
      mark(button, 'aria-label', `Colours: ${words}`);
      mark(button, 'title', `Colours: ${words}`);
      this.view?.repaint();
    };
    button.addEventListener('click', () => {
      at = (at + 1) % THEMES.length;
      localStorage.setItem('x0-theme', THEMES[at][0]);
      show();
    });
    show();
  }

  /** A slash goes to the filter, as in other lists; Escape leaves it empty. */
  key(event) {
    const search = this.view?.search;
    if (!search || event.ctrlKey || event.altKey || event.metaKey) return;
    const isTyping = document.activeElement instanceof HTMLInputElement;
    if (event.key === '/' && !isTyping && !byId('confirm').open) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && document.activeElement === search && search.value) {
      search.value = '';
      search.dispatchEvent(new Event('input'));
    }
  }

  async start() {
    try {
      await this.load();
    } catch (failure) {
      this.connected('start', false, failure.message);
      setTimeout(() => this.start(), 2000);
      return;
    }
    this.connected('start', true);
    this.stream = new Stream('events', {
      stats: (frame) => this.add(frame),
      health: (event) => this.journal.add('health', event),
      drained: (event) => this.journal.add('drained', event),
      config: (event) => this.journal.add('config', event),
      reload: (event) => this.journal.add('reload', event),
      reset: () => this.load().catch(() => {}),
    }, (isLive) => this.connected('stream', isLive), () => this.load().catch(() => {}));
    this.route(false);
  }

  /** Reads what the stream does not tell. */
  async load() {
    const [status, all, events, changes, writable] = await Promise.all([
      read('status'), read('director/?members=false'), read('events?limit=200'),
      read('history?limit=100').catch(() => ({})), mayChange()]);
    say(byId('about'), `${status.version} · pid ${status.pid}`);
    this.pid = status.pid;
    this.writable = writable;
    byId('access').hidden = writable;
    mark(byId('access'), 'title', 'You may look and change nothing. Log in where the page is served, or use x0ctl.');
    this.journal.before(events.events || [], changes.history || changes.changes || []);
    const names = Object.keys(all);
    if (status.backends <= FEW && names.length <= MANY) await this.before(names);
  }

  /** What the last minute was before the page came, or came back. */
  async before(names) {
    const pasts = await Promise.all(names.map((name) => read(director(name) + '/stats').catch(() => ({}))));
    this.skip();
    const sum = { requests: new Array(60).fill(0), errors: new Array(60).fill(0) };
    pasts.forEach((past, i) => {
      const history = past.stats?.traffic?.history;
      if (!history) return;
      for (const kind of ['requests', 'errors']) history[kind].forEach((value, at) => (sum[kind][at] += value));
      const ring = minute(history.requests);
      this.past.set(names[i], ring);
      const known = this.directors.get(names[i]);
      if (known) known.ring = ring;
    });
    this.total.before(sum.requests, sum.errors);
  }

  skip() {
    this.total.skip([...this.directors.values()].map((known) => known.ring));
  }

  add(frame) {
    this.skip();
    this.total.add(frame);
    for (const [name, one] of Object.entries(frame.directors)) {
      const known = this.directors.get(name) || { ring: this.past.get(name) || minute() };
      push(known.ring, one['requests-per-second']);
      this.directors.set(name, { frame: one, ring: known.ring });
    }
    for (const name of this.directors.keys()) {
      if (!(name in frame.directors)) this.directors.delete(name);
    }
    this.ready = true;
    if (!(this.view instanceof DirectorPage)) this.view?.update();
  }

  connected(which, isLive, why) {
    if (isLive) this.lost.delete(which);
    else this.lost.add(which);
    const live = byId('live');
    const banner = byId('banner');
    const isLost = this.lost.size > 0;
    mark(document.body, 'data-lost', isLost ? 'true' : null);
    mark(live, 'data-state', isLost ? 'lost' : 'live');
    say(live, isLost ? 'Disconnected' : 'Live');
    if (isLost && banner.hidden) {
      const since = new Date().toLocaleTimeString('en-GB');
      say(banner, why && which === 'start' && !(why.includes('fetch'))
        ? `x0d cannot be read: ${why}. Trying again…`
        : `No connection to x0d since ${since}. What you see is what was known then. Trying again…`);
    }
    banner.hidden = !isLost;
  }

  route(isMove) {
    const hash = location.hash || '#/';
    this.view?.close();
    let title = 'Directors';
    if (hash.startsWith('#/director/')) {
      title = decodeURIComponent(hash.slice('#/director/'.length));
      this.view = new DirectorPage(this, title);
    } else if (hash === '#/events') {
      title = 'Events';
      this.view = new EventsPage(this);
    } else {
      this.view = new Overview(this);
    }
    mark(byId('nav-directors'), 'aria-current', title === 'Events' ? null : 'page');
    mark(byId('nav-events'), 'aria-current', title === 'Events' ? 'page' : null);
    document.title = `${title} · x0`;
    this.main.replaceChildren(this.view.element);
    window.scrollTo(0, 0);
    if (isMove) this.main.focus({ preventScroll: true });
    if (this.view instanceof EventsPage || (this.ready && this.view instanceof Overview)) this.view.update();
  }

  /** Asks before something that others notice. */
  ask(title, text, verb) {
    const dialog = byId('confirm');
    say(byId('confirm-title'), title);
    say(byId('confirm-text'), text);
    say(byId('confirm-yes'), verb);
    dialog.returnValue = 'no';
    this.answer(false);
    dialog.showModal();
    return new Promise((done) => (this.answer = done));
  }

  /** Does something and says how it went. */
  async act(action, done) {
    try {
      await action();
      this.toast(done);
    } catch (failure) {
      if (failure instanceof Refused && [401, 403].includes(failure.status)) await this.load().catch(() => {});
      this.toast(failure.message, 'bad');
    }
  }

  async disable(item) {
    if (!(await this.ask(`Disable ${item.name}?`,
      'It takes no new requests; those it has are finished.', 'Disable'))) return;
    await this.act(() => change('LOCK', backend(item.director, item.name)), `Backend ${item.name} disabled`);
  }

  async drain(item) {
    if (!(await this.ask(`Drain ${item.name}?`,
      'It takes no new requests; when those it has are finished it is shown as drained, and can be stopped.', 'Drain'))) return;
    await this.act(() => change('PATCH', backend(item.director, item.name), { 'admin-state': 'drain' }),
      `Backend ${item.name} drains`);
  }

  async enable(item) {
    await this.act(() => change('UNLOCK', backend(item.director, item.name)), `Backend ${item.name} enabled`);
  }

  async turnDirector(name, isOn) {
    if (!isOn && !(await this.ask(`Disable ${name}?`,
      'All its requests are refused with 503 until it is enabled again; those on their way are finished.', 'Disable'))) return;
    await this.act(() => change(isOn ? 'UNLOCK' : 'LOCK', director(name)),
      `Director ${name} ${isOn ? 'enabled' : 'disabled'}`);
  }

  toast(text, toneOf) {
    const toast = byId('toast');
    say(toast, text);
    mark(toast, 'data-tone', toneOf || null);
    toast.hidden = false;
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => (toast.hidden = true), toneOf ? 8000 : 4000);
  }
}

new App().start();
