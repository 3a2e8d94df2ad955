// All directors: what the proxy does as a whole, and a row for each, with its buckets and backends below it on demand.
import { read } from './api.js';
import { Chart, Gap, minute, push, ratio, spark } from './chart.js';
import { el, mark, meter, millis, number, percent, pill, repill, say } from './dom.js';
import { line } from './events.js';
import { DirectorFeed } from './feed.js';
import { backendRow, bucketRow, depth, wholeOf } from './members.js';
import { Rows } from './rows.js';

const ORDER = { down: 0, degraded: 1, up: 2, disabled: 3, empty: 4 };

/** Of the six connections that a browser has for a server: three for these, one for all directors, two for what is asked. */
const OPEN = 3;
const LATEST = 5;
const LINES = ['requests', 'errors', 'half', 'most', 'flight', 'waiting', 'hits'];

const TITLES = [
  ['State', 'state'], ['Director', 'who'], ['Last minute', 'spark wide'], ['Requests/s', 'num rps'],
  ['Errors/s', 'num phone-out'], ['In flight', ''], ['Waiting', 'num wait'], ['p50 · p99', 'num wide'],
  ['', 'act'],
];

function fact(name) {
  const value = el('div', { class: 'value' }, '–');
  const element = el('div', { class: 'fact' }, el('div', { class: 'name' }, name), value);
  return {
    element,
    show(text, aside, toneOf) {
      value.replaceChildren(text, aside ? el('small', {}, ' ' + aside) : '');
      mark(element, 'data-tone', toneOf || null);
    },
  };
}

/** A row of a director. */
function directorRow(page) {
  const cell = (style, ...children) => el('div', { class: style, role: 'cell' }, ...children);
  let name = '';
  const state = pill('');
  const link = el('a', {});
  const twist = el('button', { type: 'button', class: 'twist', onclick: () => page.twist(name) });
  const canvas = el('canvas', { class: 'spark', 'aria-hidden': 'true' });
  const load = meter();
  load.element.setAttribute('role', 'cell');
  const [rps, errors, waiting, took] = [1, 2, 3, 4].map(() => el('span'));
  const errorCell = cell('num phone-out', errors);
  const waitCell = cell('num wait', el('span', { class: 'titled' }, 'Waiting'), waiting);
  const element = el('div', { class: 'row', role: 'row' },
    cell('state', state), cell('who', twist, link), cell('spark wide', canvas),
    cell('num rps', el('span', { class: 'titled' }, 'Requests/s'), rps), errorCell, load.element, waitCell,
    cell('num wide', took), cell('act'));
  return {
    element,
    show(item) {
      const { frame } = item;
      name = item.name;
      repill(state, frame.state);
      say(link, name);
      mark(link, 'href', '#/director/' + encodeURIComponent(name));
      mark(link, 'title', name);
      mark(twist, 'aria-expanded', String(item.isOpen));
      mark(twist, 'aria-label', `Buckets and backends of ${name}`);
      say(rps, number(frame['requests-per-second']));
      say(errors, number(frame['errors-per-second']));
      errorCell.classList.toggle('hot', frame['errors-per-second'] > 0);
      load.show(frame['in-flight'], frame.capacity);
      say(waiting, number(frame.queued));
      waitCell.classList.toggle('hot', frame.queued > 0);
      const times = frame['latency-ms'];
      say(took, times?.p99 > 0 ? `${millis(times.p50)} · ${millis(times.p99)}` : '–');
      spark(canvas, item.ring);
    },
  };
}

/** A row of words. */
function noteRow() {
  const text = el('div', { class: 'note', role: 'cell' });
  return { element: el('div', { class: 'row below', role: 'row' }, text), show: (item) => say(text, item.text) };
}

export class Overview {
  constructor(app) {
    this.app = app;
    this.filter = '';
    this.feeds = new Map();
    this.index = null;
    this.facts = ['Requests per second', 'Errors per second', 'In flight', 'Waiting', 'Directors'].map(fact);
    this.traffic = new Chart('Requests per second', number, [
      { name: 'all', color: '--accent', fill: true }, { name: 'errors', color: '--bad', fill: true }]);
    this.time = new Chart('How long backends take, slowest director', millis, [
      { name: 'p50', color: '--accent' }, { name: 'p99', color: '--second' }]);
    this.queue = new Chart('In flight and waiting', number, [
      { name: 'in flight', color: '--accent', fill: true }, { name: 'waiting', color: '--borrow', fill: true }]);
    this.cache = new Chart('Answered from the caches', percent, [{ name: 'hits', color: '--ok', fill: true }], 1);
    this.charts = el('div', { class: 'charts' }, this.traffic.element, this.time.element, this.queue.element);
    this.rows = new Rows('Directors', 'directors', TITLES, {
      director: () => directorRow(this), backend: () => backendRow(app, true), bucket: bucketRow, note: noteRow });
    this.count = el('span', { class: 'count' });
    this.search = el('input', {
      type: 'search', placeholder: 'Find a director or backend', 'aria-label': 'Find a director or backend, by name or state',
      onfocus: () => this.learn(),
      oninput: () => { this.filter = this.search.value.trim().toLowerCase(); this.table(); },
    });
    this.empty = el('div', { class: 'card empty', hidden: true });
    this.loading = el('div', { class: 'loading', role: 'status', 'aria-label': 'Loading' });
    this.latest = el('ul', { class: 'events card' });
    this.news = el('section', { 'aria-label': 'Latest events', hidden: true },
      el('div', { class: 'bar' }, el('h2', {}, 'Latest events'), el('span', { class: 'spacer' }),
        el('a', { href: '#/events' }, 'All events')), this.latest);
    this.element = el('div', {},
      el('h1', { class: 'unseen' }, 'Directors'),
      el('div', { class: 'card facts' }, ...this.facts.map((one) => one.element)), this.charts,
      el('section', { 'aria-label': 'Directors' },
        el('div', { class: 'bar' }, el('h2', {}, 'Directors'), this.count, el('span', { class: 'spacer' }), this.search),
        this.loading, this.rows.element, this.empty),
      this.news);
    this.rows.element.hidden = true;
  }

  /** Opens what belongs to a director, or closes it. */
  twist(name) {
    if (this.feeds.has(name)) {
      this.feeds.get(name).close();
      this.feeds.delete(name);
    } else {
      if (this.feeds.size >= OPEN) this.twist(this.feeds.keys().next().value);
      this.feeds.set(name, new DirectorFeed(name, (feed) => {
        if (feed.gone) this.feeds.delete(name);
        this.table();
      }));
    }
    this.table();
  }

  /** Reads which backends there are, to find one by its name. */
  async learn() {
    if (this.index && Date.now() - this.learnt < 10000) return;
    this.learnt = Date.now();
    try {
      const health = await read('health');
      this.index = health.backends;
      if (this.filter) this.table();
    } catch {
      // Directors are found all the same.
    }
  }

  /** Shows the frame that has just come. */
  update() {
    const { app } = this;
    const all = [...app.directors.values()];
    const sum = (name) => all.reduce((total, one) => total + (one.frame[name] || 0), 0);
    const isBounded = all.length > 0 && all.every((one) => typeof one.frame.capacity === 'number');
    const ill = all.filter((one) => ['down', 'degraded'].includes(one.frame.state)).length;
    const isDown = all.some((one) => one.frame.state === 'down');
    const errors = sum('errors-per-second');
    this.facts[0].show(number(app.total.rps));
    this.facts[1].show(number(errors), '', errors > 0 ? 'bad' : null);
    this.facts[2].show(number(sum('in-flight')), isBounded ? 'of ' + number(sum('capacity')) : '');
    this.facts[3].show(number(sum('queued')), '', sum('queued') > 0 ? 'warn' : null);
    this.facts[4].show(number(all.length), ill ? `${ill} not well` : '', isDown ? 'bad' : ill ? 'warn' : null);
    if (all.some((one) => one.frame.cache) && !this.cache.element.isConnected) this.charts.append(this.cache.element);
    this.paint();
    this.table();
    this.tell();
  }

  paint() {
    const { total } = this.app;
    this.traffic.show([total.requests, total.errors]);
    this.time.show([total.half, total.most]);
    this.queue.show([total.flight, total.waiting]);
    if (this.cache.element.isConnected) this.cache.show([total.hits]);
  }

  /** Shows the newest events. */
  tell() {
    const { items } = this.app.journal;
    if (this.told === items[0]) return;
    this.told = items[0];
    this.latest.replaceChildren(...items.slice(0, LATEST).map(line));
    this.news.hidden = items.length === 0;
  }

  /** Which backends match the filter, by their director. */
  matches() {
    const out = new Map();
    if (!this.filter) return out;
    for (const one of this.index || []) {
      if (one.backend.toLowerCase().includes(this.filter) || one.state.includes(this.filter)) {
        if (!out.has(one.director)) out.set(one.director, []);
        out.get(one.director).push(one.backend);
      }
    }
    return out;
  }

  table() {
    if (!this.app.ready) return;
    this.loading.hidden = true;
    const all = [...this.app.directors.entries()].map(([name, one]) => ({ name, ...one }));
    const found = this.matches();
    const shown = all.filter((one) => found.has(one.name)
      || one.name.toLowerCase().includes(this.filter) || (one.frame.state || '').includes(this.filter));
    shown.sort((a, b) => (ORDER[a.frame.state] ?? 9) - (ORDER[b.frame.state] ?? 9) || a.name.localeCompare(b.name));
    const hits = [...found.values()].reduce((total, names) => total + names.length, 0);
    say(this.count, this.filter
      ? `${shown.length} of ${all.length}${hits ? `, ${number(hits)} backends match: open a director to see them` : ''}` : String(all.length));
    this.rows.element.hidden = shown.length === 0;
    this.empty.hidden = shown.length > 0;
    if (shown.length === 0) {
      this.empty.replaceChildren(...(all.length
        ? [el('strong', {}, 'Nothing matches'), 'No director and no backend has that in its name or state.']
        : [el('strong', {}, 'There are no directors yet'), 'Make one: ', el('code', {}, 'x0ctl director create shop')]));
    }
    const items = [];
    for (const one of shown) {
      const feed = this.feeds.get(one.name);
      items.push({ key: 'd' + one.name, kind: 'director', isOpen: Boolean(feed), ...one });
      if (feed) items.push(...this.below(one.name, feed, found.get(one.name)));
    }
    this.rows.show(items);
  }

  /** The rows below an open director; if the filter finds some of its backends, these alone. */
  below(name, feed, found) {
    const note = (text) => [{ key: 'n' + name, kind: 'note', text }];
    if (!feed.frame) return note('Loading…');
    const { buckets, backends } = feed.frame;
    const whole = wholeOf(buckets);
    const out = found ? [] : Object.keys(buckets).filter((one) => one !== 'root').map((one) => ({
      key: `k${name}/${one}`, kind: 'bucket', name: one, frame: buckets[one], deep: depth(one, buckets), whole }));
    for (const [one, frame] of Object.entries(backends)) {
      if (!found || found.includes(one)) {
        out.push({ key: `b${name}/${one}`, kind: 'backend', name: one, director: name, frame, config: feed.backends.get(one) });
      }
    }
    return out.length ? out : note('It has no backends yet.');
  }

  repaint() {
    this.paint();
    this.rows.render();
  }

  close() {
    this.feeds.forEach((feed) => feed.close());
    this.rows.close();
  }
}

/** The figures of all directors together, second by second. */
export class Total {
  constructor() {
    this.rps = null;
    this.gap = new Gap();
    for (const name of LINES) this[name] = minute();
  }

  /** Takes what the last minute was before the page came, second by second. */
  before(requests, errors) {
    this.requests = minute(requests);
    this.errors = minute(errors);
  }

  /** Leaves holes for the seconds without figures, in the rings of directors as well. */
  skip(others) {
    this.gap.leave([...LINES.map((name) => this[name]), ...others]);
  }

  add(frame) {
    const all = Object.values(frame.directors);
    const sum = (name) => all.reduce((total, one) => total + (one[name] || 0), 0);
    const worst = (name) => Math.max(0, ...all.map((one) => one['latency-ms']?.[name] || 0)) || null;
    const caches = all.filter((one) => ratio(one) != null);
    const asked = caches.reduce((total, one) => total + one['requests-per-second'], 0);
    this.rps = frame.requests['per-second'] ?? sum('requests-per-second');
    push(this.requests, this.rps);
    push(this.errors, sum('errors-per-second'));
    push(this.half, worst('p50'));
    push(this.most, worst('p99'));
    push(this.flight, sum('in-flight'));
    push(this.waiting, sum('queued'));
    push(this.hits, !caches.length ? null : asked > 0
      ? caches.reduce((total, one) => total + ratio(one) * one['requests-per-second'], 0) / asked
      : caches.reduce((total, one) => total + ratio(one), 0) / caches.length);
  }
}
