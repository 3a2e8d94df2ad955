// One director: its figures, its buckets and its backends.
import { director, read } from './api.js';
import { Chart, Gap, minute, push, ratio } from './chart.js';
import { el, mark, millis, number, percent, pill, repill, say } from './dom.js';
import { DirectorFeed } from './feed.js';
import { backendRow, bucketCard, depth, wholeOf } from './members.js';
import { Rows } from './rows.js';

const TITLES = [
  ['State', 'state'], ['Backend', 'who'], ['In flight', ''], ['Requests/s', 'num rps'],
  ['Errors/s', 'num phone-out'], ['Failed', 'num wide'], ['Slow start', 'num wide'], ['', 'act'],
];
const STATES = ['all', 'online', 'offline', 'drained', 'disabled'];
const LINES = ['--accent', '--borrow', '--ok', '--second', '--idle'];
const RINGS = ['requests', 'errors', 'half', 'most', 'flight', 'waiting', 'hits'];

export class DirectorPage {
  constructor(app, name) {
    this.app = app;
    this.name = name;
    this.filter = '';
    this.state = 'all';
    this.buckets = new Map();
    this.gap = new Gap();
    this.rings = Object.fromEntries(RINGS.map((one) => [one, minute()]));
    this.bucketRings = new Map();
    this.build();
    this.before();
    this.feed = new DirectorFeed(name, (feed, isFrame) => this.told(feed, isFrame),
      (isLive) => app.connected('director', isLive || this.feed?.gone), () => this.before());
  }

  build() {
    this.pill = pill('');
    this.toggle = el('button', { type: 'button', hidden: true, onclick: () => this.turn() });
    this.about = el('span', { class: 'count' });
    this.traffic = new Chart('Requests per second', number, [
      { name: 'all', color: '--accent', fill: true }, { name: 'errors', color: '--bad', fill: true }]);
    this.time = new Chart('How long backends take', millis, [
      { name: 'p50', color: '--accent' }, { name: 'p99', color: '--second' }]);
    this.queue = new Chart('In flight and waiting', number, [
      { name: 'in flight', color: '--accent', fill: true }, { name: 'waiting', color: '--borrow', fill: true }]);
    this.cache = new Chart('Answered from the cache', percent, [{ name: 'hits', color: '--ok', fill: true }], 1);
    this.use = null;
    this.charts = el('div', { class: 'charts' }, this.traffic.element, this.time.element, this.queue.element);
    this.shares = el('div', { class: 'card buckets' });
    this.bucketSection = el('section', { 'aria-label': 'Buckets', hidden: true },
      el('div', { class: 'bar' }, el('h2', {}, 'Buckets'), el('div', { class: 'key', 'aria-hidden': 'true' },
        ...[['k-used', 'in use'], ['k-lent', 'borrowed'], ['k-rate', 'assured'], ['k-ceil', 'at most']].map(
          ([style, text]) => el('span', {}, el('i', { class: style }), text)))), this.shares);
    this.search = el('input', {
      type: 'search', placeholder: 'Filter by name or address', 'aria-label': 'Filter backends',
      oninput: () => { this.filter = this.search.value.trim().toLowerCase(); this.table(); },
    });
    this.chips = STATES.map((state) => el('button', {
      type: 'button', class: 'small', 'aria-pressed': String(state === 'all'), onclick: () => this.choose(state) }, state));
    this.count = el('span', { class: 'count' });
    this.rows = new Rows('Backends', 'backends', TITLES, { backend: () => backendRow(this.app, false) });
    this.empty = el('div', { class: 'card empty', hidden: true });
    this.loading = el('div', { class: 'loading', role: 'status', 'aria-label': 'Loading' });
    this.element = el('div', {},
      el('div', { class: 'head' }, el('a', { class: 'back', href: '#/' }, '← Directors'), el('h1', {}, this.name),
        this.pill, this.about, el('span', { class: 'spacer' }), this.toggle),
      this.charts, this.bucketSection,
      el('section', { 'aria-label': 'Backends' },
        el('div', { class: 'bar' }, el('h2', {}, 'Backends'), this.count, el('span', { class: 'spacer' }),
          el('div', { class: 'chips', role: 'group', 'aria-label': 'State' }, ...this.chips), this.search),
        this.loading, this.rows.element, this.empty));
    this.rows.element.hidden = true;
  }

  told(feed, isFrame) {
    this.feed = feed;
    if (feed.gone) {
      this.app.connected('director', true);
      this.element.replaceChildren(el('div', { class: 'card empty' }, el('strong', {}, 'There is no such director'),
        'It may have been deleted. ', el('a', { href: '#/' }, 'All directors')));
      return;
    }
    const { config } = feed;
    if (config) {
      say(this.about, [config.scheduler, config.hostname, config.port ? `port ${config.port}` : '', config.origin].filter(Boolean).join(' · '));
      say(this.toggle, config.enabled ? 'Disable director' : 'Enable director');
      this.toggle.hidden = !this.app.writable || config.mutable === false;
    }
    if (isFrame) this.add(feed.frame);
    if (feed.frame && this.element.isConnected) this.update(feed.frame);
  }

  /** What the last minute was before the page came, or came back. */
  async before() {
    try {
      const now = await read(director(this.name) + '/stats');
      const past = now.stats?.traffic?.history;
      this.skip();
      if (past) {
        this.rings.requests = minute(past.requests);
        this.rings.errors = minute(past.errors);
      }
    } catch {
      // The charts begin empty, then.
    }
  }

  /** Leaves holes for the seconds without figures. */
  skip() {
    this.gap.leave([...Object.values(this.rings), ...this.bucketRings.values()]);
  }

  add(frame) {
    this.skip();
    push(this.rings.requests, frame['requests-per-second']);
    push(this.rings.errors, frame['errors-per-second']);
    push(this.rings.half, frame['latency-ms']?.p50 || null);
    push(this.rings.most, frame['latency-ms']?.p99 || null);
    push(this.rings.flight, frame['in-flight']);
    push(this.rings.waiting, frame.queued);
    push(this.rings.hits, ratio(frame));
    if (frame.cache && !this.cache.element.isConnected) this.charts.append(this.cache.element);
    const names = Object.keys(frame.buckets || {}).filter((name) => name !== 'root').slice(0, LINES.length);
    if (names.join() !== [...this.bucketRings.keys()].join()) this.chartBuckets(names);
    for (const [name, ring] of this.bucketRings) push(ring, frame.buckets[name]['in-flight']);
  }

  chartBuckets(names) {
    const kept = this.bucketRings;
    this.bucketRings = new Map(names.map((name) => [name, kept.get(name) || minute()]));
    this.use?.element.remove();
    this.use = names.length
      ? new Chart('Tokens in use by bucket', number, names.map((name, i) => ({ name, color: LINES[i] }))) : null;
    if (this.use) this.queue.element.after(this.use.element);
  }

  update(frame) {
    repill(this.pill, frame.state);
    this.paint();
    this.showBuckets(frame.buckets || {});
    this.table();
  }

  paint() {
    const { rings } = this;
    this.traffic.show([rings.requests, rings.errors]);
    this.time.show([rings.half, rings.most]);
    this.queue.show([rings.flight, rings.waiting]);
    this.use?.show([...this.bucketRings.values()]);
    if (this.cache.element.isConnected) this.cache.show([rings.hits]);
  }

  showBuckets(buckets) {
    const names = Object.keys(buckets).filter((name) => name !== 'root');
    this.bucketSection.hidden = names.length === 0;
    const whole = wholeOf(buckets);
    for (const [name, row] of this.buckets) {
      if (!buckets[name]) {
        row.element.remove();
        this.buckets.delete(name);
      }
    }
    for (const name of names) {
      if (!this.buckets.has(name)) {
        this.buckets.set(name, bucketCard());
        this.shares.append(this.buckets.get(name).element);
      }
      this.buckets.get(name).show(name, buckets[name], depth(name, buckets), whole);
    }
  }

  choose(state) {
    this.state = state;
    this.chips.forEach((chip) => mark(chip, 'aria-pressed', String(chip.textContent === state)));
    this.table();
  }

  table() {
    const { frame, backends } = this.feed;
    if (!frame) return;
    this.loading.hidden = true;
    const all = Object.entries(frame.backends || {}).map(([name, one]) =>
      ({ key: name, kind: 'backend', name, director: this.name, frame: one, config: backends.get(name) }));
    const shown = all.filter((one) => (this.state === 'all' || one.frame.state === this.state)
      && (one.name.toLowerCase().includes(this.filter) || (one.config?.url || '').toLowerCase().includes(this.filter)));
    say(this.count, shown.length === all.length ? String(all.length) : `${shown.length} of ${all.length}`);
    this.rows.element.hidden = shown.length === 0;
    this.empty.hidden = shown.length > 0;
    if (shown.length === 0) {
      this.empty.replaceChildren(...(all.length
        ? [el('strong', {}, 'Nothing matches'), 'No backend has that name, address or state.']
        : [el('strong', {}, 'There are no backends yet'), 'Add one: ',
          el('code', {}, `x0ctl backend add ${this.name} b1 http://127.0.0.1:8081`)]));
    }
    this.rows.show(shown);
  }

  async turn() {
    await this.app.turnDirector(this.name, !this.feed.config.enabled);
    await this.feed.load();
  }

  repaint() {
    this.paint();
    this.rows.render();
  }

  close() {
    this.feed.close();
    this.rows.close();
    this.app.connected('director', true);
  }
}
