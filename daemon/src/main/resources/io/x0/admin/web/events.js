// What happened: health of backends, changes by operators, reloads. The newest first.
import { clock, el, pill, say } from './dom.js';

const SHOWN = 300;

function health(event) {
  return {
    at: event.at, mark: event.to, title: `${event.director}/${event.backend}`,
    text: `${event.from} → ${event.to}: ${event.cause}`,
  };
}

function config(event) {
  return { at: event.at, mark: 'change', title: event.action, text: `${event.director}, by ${event.who}` };
}

function reload(event) {
  return { at: event.at, mark: event.good ? 'reload' : 'down', title: event.summary, text: `by ${event.who}` };
}

const KINDS = { health, drained: health, config, reload };

/** The events that are kept for the page. */
export class Journal {
  constructor() {
    this.items = [];
  }

  /** Takes what there was before the page came, the newest first. */
  before(events, changes) {
    this.items = [...events.map(health), ...changes.map(config)].sort((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN);
  }

  add(kind, event) {
    this.items.unshift(KINDS[kind](event));
    this.items.length = Math.min(this.items.length, SHOWN);
  }
}

/** An event as an entry of a list. */
export function line(one) {
  return el('li', {}, el('time', { datetime: one.at, title: one.at }, clock(one.at)), el('span', {}, pill(one.mark)),
    el('span', { class: 'what' }, one.title, el('small', {}, one.text)));
}

export class EventsPage {
  constructor(app) {
    this.app = app;
    this.search = el('input', {
      type: 'search', placeholder: 'Filter', 'aria-label': 'Filter events', oninput: () => this.update() });
    this.count = el('span', { class: 'count' });
    this.list = el('ul', { class: 'events card' });
    this.empty = el('div', { class: 'card empty' });
    this.element = el('div', {}, el('div', { class: 'head' }, el('h1', {}, 'Events'), this.count,
      el('span', { class: 'spacer' }), this.search), this.list, this.empty);
    this.seen = null;
  }

  update() {
    const filter = this.search.value.trim().toLowerCase();
    const first = this.app.journal.items[0];
    if (this.seen === first && this.filter === filter) return;
    this.seen = first;
    this.filter = filter;
    const shown = this.app.journal.items.filter((one) =>
      [one.title, one.text, one.mark].some((text) => (text || '').toLowerCase().includes(filter)));
    say(this.count, shown.length ? String(shown.length) : '');
    this.list.replaceChildren(...shown.map(line));
    this.list.hidden = shown.length === 0;
    this.empty.hidden = shown.length > 0;
    this.empty.replaceChildren(el('strong', {}, filter ? 'Nothing matches' : 'Nothing has happened'),
      filter ? 'No event has that.' : 'Changes of the health of backends, and what operators do, appear here.');
  }

  repaint() {}

  close() {}
}
