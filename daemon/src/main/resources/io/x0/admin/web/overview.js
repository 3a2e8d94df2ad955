// All directors: what the proxy does as a whole, and a row for each of them.
import { Chart, minute, push, spark } from './chart.js';
import { el, mark, meter, millis, number, pill, repill, say } from './dom.js';
import { Rows } from './rows.js';

const ORDER = { down: 0, degraded: 1, up: 2, disabled: 3, empty: 4 };

const TITLES = [
  ['State', 'state'], ['Director', 'who'], ['Last minute', 'wide'], ['Requests/s', 'num rps'],
  ['Errors/s', 'num phone-out'], ['In flight', ''], ['Waiting', 'num wait'],
  ['Half took', 'num wide'], ['99 % took', 'num p99'],
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

/** A row of the table of directors. */
function row() {
  const state = pill('');
  const link = el('a', {});
  const line = el('canvas', { class: 'spark', 'aria-hidden': 'true' });
  const load = meter();
  const cell = (style, title) => {
    const value = el('span');
    const element = el('div', { class: style, role: 'cell' },
      title ? el('span', { class: 'titled' }, title) : null, value);
    return { element, value };
  };
  const rps = cell('num rps', 'Requests/s');
  const errors = cell('num phone-out');
  const waiting = cell('num wait', 'Waiting');
  const half = cell('num wide');
  const most = cell('num p99', '99 %');
  load.element.setAttribute('role', 'cell');
  const element = el('div', { class: 'row', role: 'row' },
    el('div', { class: 'state', role: 'cell' }, state), el('div', { class: 'who', role: 'cell' }, link),
    el('div', { class: 'wide', role: 'cell' }, line), rps.element, errors.element, load.element,
    waiting.element, half.element, most.element);
  return {
    element,
    show({ key, frame, ring }) {
      repill(state, frame.state);
      say(link, key);
      mark(link, 'href', '#/director/' + encodeURIComponent(key));
      mark(link, 'title', key);
      say(rps.value, number(frame['requests-per-second']));
      say(errors.value, number(frame['errors-per-second']));
      errors.element.classList.toggle('hot', frame['errors-per-second'] > 0);
      load.show(frame['in-flight'], frame.capacity);
      say(waiting.value, number(frame.queued));
      waiting.element.classList.toggle('hot', frame.queued > 0);
      const idle = !(frame['latency-ms']?.p99 > 0);
      say(half.value, idle ? '–' : millis(frame['latency-ms'].p50));
      say(most.value, idle ? '–' : millis(frame['latency-ms'].p99));
      spark(line, ring);
    },
  };
}

export class Overview {
  constructor(app) {
    this.app = app;
    this.filter = '';
    this.facts = ['Requests per second', 'Errors per second', 'In flight', 'Waiting', 'Directors'].map(fact);
    this.traffic = new Chart('Requests per second', number, [
      { name: 'all', color: '--accent', fill: true }, { name: 'errors', color: '--bad', fill: true }]);
    this.time = new Chart('Slowest director: how long backends take', millis, [
      { name: 'half', color: '--accent' }, { name: '99 %', color: '--second' }]);
    this.queue = new Chart('Requests in flight and waiting', number, [
      { name: 'in flight', color: '--accent', fill: true }, { name: 'waiting', color: '--borrow', fill: true }]);
    this.rows = new Rows('Directors', 'directors', TITLES, row);
    this.count = el('span', { class: 'count' });
    this.search = el('input', {
      type: 'search', placeholder: 'Filter by name or state', 'aria-label': 'Filter directors',
      oninput: () => { this.filter = this.search.value.trim().toLowerCase(); this.table(); },
    });
    this.empty = el('div', { class: 'card empty', hidden: true });
    this.element = el('div', {},
      el('div', { class: 'head' }, el('h1', {}, 'Directors')),
      el('div', { class: 'card facts' }, ...this.facts.map((one) => one.element)),
      el('div', { class: 'charts' }, this.traffic.element, this.time.element, this.queue.element),
      el('section', { 'aria-label': 'Directors' },
        el('div', { class: 'bar' }, this.search, this.count), this.rows.element, this.empty));
  }

  /** Shows the frame that has just come. */
  update() {
    const { app } = this;
    const all = [...app.directors.values()];
    const sum = (name) => all.reduce((total, one) => total + (one.frame[name] || 0), 0);
    const bounded = all.filter((one) => typeof one.frame.capacity === 'number');
    const capacity = bounded.length === all.length ? bounded.reduce((t, one) => t + one.frame.capacity, 0) : null;
    const ill = all.filter((one) => ['down', 'degraded'].includes(one.frame.state)).length;
    const isDown = all.some((one) => one.frame.state === 'down');
    const errors = sum('errors-per-second');
    this.facts[0].show(number(app.total.rps));
    this.facts[1].show(number(errors), '', errors > 0 ? 'bad' : null);
    this.facts[2].show(number(sum('in-flight')), capacity == null ? '' : 'of ' + number(capacity));
    this.facts[3].show(number(sum('queued')), '', sum('queued') > 0 ? 'warn' : null);
    this.facts[4].show(number(all.length), ill ? `${ill} not well` : '', isDown ? 'bad' : ill ? 'warn' : null);
    this.traffic.show([app.total.requests, app.total.errors]);
    this.time.show([app.total.half, app.total.most]);
    this.queue.show([app.total.flight, app.total.waiting]);
    this.table();
  }

  table() {
    const all = [...this.app.directors.entries()].map(([key, one]) => ({ key, ...one }));
    const shown = all.filter((one) =>
      one.key.toLowerCase().includes(this.filter) || (one.frame.state || '').includes(this.filter));
    shown.sort((a, b) => (ORDER[a.frame.state] ?? 9) - (ORDER[b.frame.state] ?? 9) || a.key.localeCompare(b.key));
    say(this.count, this.filter ? `${shown.length} of ${all.length}` : '');
    this.rows.element.hidden = shown.length === 0;
    this.empty.hidden = shown.length > 0;
    if (shown.length === 0) {
      this.empty.replaceChildren(...(all.length
        ? [el('strong', {}, 'Nothing matches'), 'No director has that in its name or state.']
        : [el('strong', {}, 'There are no directors yet'), 'Make one: ', el('code', {}, 'x0ctl director create shop')]));
    }
    this.rows.show(shown);
  }

  repaint() {
    [this.traffic, this.time, this.queue].forEach((chart) => chart.draw());
    this.rows.render();
  }

  close() {
    this.rows.close();
  }
}

/** The figures of all directors together, second by second. */
export class Total {
  constructor() {
    this.rps = null;
    for (const name of ['requests', 'errors', 'half', 'most', 'flight', 'waiting']) this[name] = minute();
  }

  /** Takes what the last minute was before the page came, second by second. */
  before(requests, errors) {
    this.requests = minute(requests);
    this.errors = minute(errors);
  }

  add(frame) {
    const all = Object.values(frame.directors);
    const sum = (name) => all.reduce((total, one) => total + (one[name] || 0), 0);
    const worst = (name) => Math.max(0, ...all.map((one) => one['latency-ms']?.[name] || 0)) || null;
    this.rps = frame.requests['per-second'] ?? sum('requests-per-second');
    push(this.requests, this.rps);
    push(this.errors, sum('errors-per-second'));
    push(this.half, worst('p50'));
    push(this.most, worst('p99'));
    push(this.flight, sum('in-flight'));
    push(this.waiting, sum('queued'));
  }
}
