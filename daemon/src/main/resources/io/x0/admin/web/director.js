// One director: its figures, its buckets and its backends.
import { backend, change, director, read, Stream } from './api.js';
import { Chart, minute, push } from './chart.js';
import { el, mark, meter, millis, number, pill, repill, say } from './dom.js';
import { Rows } from './rows.js';

const TITLES = [
  ['State', 'state'], ['Backend', 'who'], ['In flight', ''], ['Requests/s', 'num rps'],
  ['Errors/s', 'num phone-out'], ['Failed', 'num wide'], ['Slow start', 'num wide'], ['', 'act'],
];
const STATES = ['all', 'online', 'offline', 'disabled'];
const LINES = ['--accent', '--borrow', '--ok', '--second', '--idle'];

/** Returns how to make rows of the table of backends. */
function rowsOf(page) {
  return () => {
    let shown = null;
    const state = pill('');
    const name = el('b');
    const url = el('small');
    const load = meter();
    const rps = el('span');
    const cells = ['num phone-out', 'num wide', 'num wide'].map((style) => el('div', { class: style, role: 'cell' }));
    const button = el('button', { type: 'button', class: 'small', onclick: () => page.turn(shown) });
    load.element.setAttribute('role', 'cell');
    const element = el('div', { class: 'row', role: 'row' },
      el('div', { class: 'state', role: 'cell' }, state), el('div', { class: 'who', role: 'cell' }, name, url),
      load.element, el('div', { class: 'num rps', role: 'cell' }, el('span', { class: 'titled' }, 'Requests/s'), rps),
      ...cells, el('div', { class: 'num act', role: 'cell' }, button));
    return {
      element,
      show(item) {
        shown = item;
        const { frame, config } = item;
        repill(state, frame.state);
        say(name, item.key);
        say(url, [config?.url, config && config.role !== 'active' ? config.role : ''].filter(Boolean).join(' · '));
        mark(name, 'title', item.key);
        load.show(frame['in-flight'], frame['effective-capacity']);
        say(rps, number(frame['requests-per-second']));
        say(cells[0], number(frame['errors-per-second']));
        cells[0].classList.toggle('hot', frame['errors-per-second'] > 0);
        say(cells[1], number(frame.failed));
        say(cells[2], frame.throttle < 100 ? `${frame.throttle} %` : '–');
        const isOff = frame.state === 'disabled' || frame.state === 'held';
        say(button, isOff ? 'Enable' : 'Disable');
        mark(button, 'aria-label', `${isOff ? 'Enable' : 'Disable'} backend ${item.key}`);
        button.hidden = !page.app.writable || frame.state === 'draining';
      },
    };
  };
}

/** A bucket: what it has, what it is assured, what it may have at most. */
function bucketRow() {
  const name = el('span');
  const note = el('small');
  const share = el('div', { class: 'share', role: 'img' },
    el('div', { class: 'ceil' }), el('div', { class: 'rate' }), el('div', { class: 'used' }), el('div', { class: 'lent' }));
  const title = el('div', { class: 'name' }, name, note);
  const figures = el('div', { class: 'figures' });
  const part = (property, value, whole) =>
    share.style.setProperty(property, (whole > 0 ? Math.min(1, value / whole) : 0).toFixed(4));
  return {
    element: el('div', { class: 'bucket' }, title, share, figures),
    show(key, frame, depth, whole) {
      const bounded = (value) => (typeof value === 'number' ? value : whole);
      const used = frame['in-flight'];
      const lent = Math.min(used, frame.borrowed || 0);
      say(name, key);
      say(note, `${number(frame['requests-per-second'])} requests/s`);
      title.style.setProperty('--depth', String(Math.max(0, depth - 1)));
      part('--ceil', bounded(frame['token-ceil']), whole);
      part('--rate', bounded(frame['token-rate']), whole);
      part('--used', used - lent, whole);
      part('--lent', lent, whole);
      const limits = `${frame['token-rate']} assured, ${frame['token-ceil']} at most`;
      share.setAttribute('aria-label', `${key}: ${used} in use, ${lent} of them borrowed, ${limits}`);
      figures.replaceChildren(el('b', {}, number(used)), lent ? ` (${number(lent)} borrowed)` : '', ` · ${limits}`,
        frame.queued ? el('span', { class: 'hot' }, ` · ${number(frame.queued)} waiting`) : '');
    },
  };
}

export class DirectorPage {
  constructor(app, name) {
    this.app = app;
    this.name = name;
    this.filter = '';
    this.state = 'all';
    this.config = null;
    this.frame = null;
    this.buckets = new Map();
    this.rings = { requests: minute(), errors: minute(), half: minute(), most: minute(), flight: minute(), waiting: minute() };
    this.bucketRings = new Map();
    this.build();
    this.load();
    this.before();
    this.stream = new Stream(director(name) + '/events', {
      stats: (frame) => this.add(frame),
      config: () => this.load(),
      health: () => {},
      reset: () => this.load(),
    }, (isLive) => app.connected('director', isLive));
  }

  build() {
    this.pill = pill('');
    this.toggle = el('button', { type: 'button', hidden: true, onclick: () => this.turnDirector() });
    this.about = el('span', { class: 'count' });
    this.traffic = new Chart('Requests per second', number, [
      { name: 'all', color: '--accent', fill: true }, { name: 'errors', color: '--bad', fill: true }]);
    this.time = new Chart('How long backends take', millis, [
      { name: 'half', color: '--accent' }, { name: '99 %', color: '--second' }]);
    this.queue = new Chart('In flight and waiting', number, [
      { name: 'in flight', color: '--accent', fill: true }, { name: 'waiting', color: '--borrow', fill: true }]);
    this.use = el('div');
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
    this.rows = new Rows('Backends', 'backends', TITLES, rowsOf(this));
    this.empty = el('div', { class: 'card empty', hidden: true });
    this.charts = el('div', { class: 'charts' }, this.traffic.element, this.time.element, this.queue.element);
    this.element = el('div', {},
      el('div', { class: 'head' }, el('a', { class: 'back', href: '#/' }, '← Directors'), el('h1', {}, this.name),
        this.pill, this.about, el('span', { class: 'spacer' }), this.toggle),
      this.charts, this.bucketSection,
      el('section', { 'aria-label': 'Backends' },
        el('div', { class: 'bar' }, el('h2', {}, 'Backends'), this.count, el('span', { class: 'spacer' }),
          el('div', { class: 'chips', role: 'group', 'aria-label': 'State' }, ...this.chips), this.search),
        this.rows.element, this.empty));
  }

  async load() {
    try {
      const config = await read(director(this.name));
      this.config = new Map((config.backends || []).map((one) => [one.name, one]));
      this.origin = config.origin;
      this.enabled = config.enabled;
      say(this.about, [config.scheduler, config.hostname, config.port ? `port ${config.port}` : '', config.origin].filter(Boolean).join(' · '));
      say(this.toggle, config.enabled ? 'Disable director' : 'Enable director');
      this.toggle.hidden = !this.app.writable || config.mutable === false;
      if (this.frame) this.table();
    } catch (failure) {
      if (failure.status === 404) this.gone();
    }
  }

  gone() {
    this.stream.close();
    this.element.replaceChildren(el('div', { class: 'card empty' },
      el('strong', {}, 'There is no such director'), 'It may have been deleted. ', el('a', { href: '#/' }, 'All directors')));
  }

  /** What the last minute was before the page came. */
  async before() {
    try {
      const now = await read(director(this.name) + '/stats');
      const past = now.stats?.traffic?.history;
      if (past) {
        this.rings.requests = minute(past.requests);
        this.rings.errors = minute(past.errors);
      }
    } catch {
      // The charts begin empty, then.
    }
  }

  add(whole) {
    const frame = whole.directors[this.name];
    if (!frame) return this.gone();
    this.frame = frame;
    push(this.rings.requests, frame['requests-per-second']);
    push(this.rings.errors, frame['errors-per-second']);
    push(this.rings.half, frame['latency-ms']?.p50 || null);
    push(this.rings.most, frame['latency-ms']?.p99 || null);
    push(this.rings.flight, frame['in-flight']);
    push(this.rings.waiting, frame.queued);
    this.addBuckets(frame);
    if (this.element.isConnected) this.update();
  }

  addBuckets(frame) {
    const names = Object.keys(frame.buckets || {}).filter((name) => name !== 'root').slice(0, LINES.length);
    if (names.join() !== [...this.bucketRings.keys()].join()) {
      const kept = this.bucketRings;
      this.bucketRings = new Map(names.map((name) => [name, kept.get(name) || minute()]));
      this.use = new Chart('Tokens in use by bucket', number,
        names.map((name, i) => ({ name, color: LINES[i] })));
      this.charts.children[3]?.remove();
      if (names.length) this.charts.append(this.use.element);
    }
    for (const [name, ring] of this.bucketRings) push(ring, frame.buckets[name]['in-flight']);
  }

  update() {
    const { rings } = this;
    repill(this.pill, this.frame.state);
    this.traffic.show([rings.requests, rings.errors]);
    this.time.show([rings.half, rings.most]);
    this.queue.show([rings.flight, rings.waiting]);
    if (this.bucketRings.size) this.use.show([...this.bucketRings.values()]);
    this.showBuckets();
    this.table();
  }

  showBuckets() {
    const buckets = this.frame.buckets || {};
    const names = Object.keys(buckets).filter((name) => name !== 'root');
    this.bucketSection.hidden = names.length === 0;
    const depth = (name) => (buckets[name]?.parent ? 1 + depth(buckets[name].parent) : 0);
    const root = buckets.root?.['token-ceil'];
    const whole = typeof root === 'number' ? root : Math.max(1, ...names.map((name) => buckets[name]['in-flight']));
    for (const [name, row] of this.buckets) {
      if (!buckets[name]) {
        row.element.remove();
        this.buckets.delete(name);
      }
    }
    for (const name of names) {
      if (!this.buckets.has(name)) {
        this.buckets.set(name, bucketRow());
        this.shares.append(this.buckets.get(name).element);
      }
      this.buckets.get(name).show(name, buckets[name], depth(name), whole);
    }
  }

  choose(state) {
    this.state = state;
    this.chips.forEach((chip) => mark(chip, 'aria-pressed', String(chip.textContent === state)));
    this.table();
  }

  table() {
    const all = Object.entries(this.frame.backends || {}).map(([key, frame]) => ({ key, frame, config: this.config?.get(key) }));
    const shown = all.filter((one) => (this.state === 'all' || one.frame.state === this.state)
      && (one.key.toLowerCase().includes(this.filter) || (one.config?.url || '').toLowerCase().includes(this.filter)));
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

  async turn(item) {
    const isOff = item.frame.state === 'disabled' || item.frame.state === 'held';
    if (!isOff && !(await this.app.ask(`Disable ${item.key}?`,
      'Requests it has are finished; new ones go to other backends.', 'Disable'))) return;
    await this.app.act(() => change(isOff ? 'UNLOCK' : 'LOCK', backend(this.name, item.key)),
      `Backend ${item.key} ${isOff ? 'enabled' : 'disabled'}`);
  }

  async turnDirector() {
    if (this.enabled && !(await this.app.ask(`Disable ${this.name}?`,
      'All its requests are refused with 503 until it is enabled again; those on their way are finished.', 'Disable'))) return;
    await this.app.act(() => change(this.enabled ? 'LOCK' : 'UNLOCK', director(this.name)),
      `Director ${this.name} ${this.enabled ? 'disabled' : 'enabled'}`);
    await this.load();
  }

  repaint() {
    [this.traffic, this.time, this.queue].forEach((chart) => chart.draw());
    if (this.bucketRings.size) this.use.draw();
    this.rows.render();
  }

  close() {
    this.stream.close();
    this.rows.close();
    this.app.connected('director', true);
  }
}
