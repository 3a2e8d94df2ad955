// What belongs to a director, as rows: its backends and its buckets.
import { el, mark, meter, number, pill, repill, say } from './dom.js';

const cell = (style, ...children) => el('div', { class: style, role: 'cell' }, ...children);

/** Whether a backend takes nothing new because somebody wants it so. */
export const isOff = (state) => ['disabled', 'held', 'draining', 'drained'].includes(state);

/** What may be done to a backend, as buttons. */
export function actions(app) {
  let item = null;
  const button = (text, act) => el('button', { type: 'button', class: 'small', onclick: () => act(item) }, text);
  const enable = button('Enable', (one) => app.enable(one));
  const drain = button('Drain', (one) => app.drain(one));
  const disable = button('Disable', (one) => app.disable(one));
  const buttons = [enable, drain, disable];
  const element = cell('act', ...buttons);
  return {
    element,
    show(shown) {
      item = shown;
      const hadFocus = element.contains(document.activeElement);
      const { state } = shown.frame;
      const isLeaving = shown.config?.role === 'terminate';
      const may = app.writable && !isLeaving;
      enable.hidden = !may || !isOff(state);
      disable.hidden = !may || state === 'disabled' || state === 'held';
      drain.hidden = !may || isOff(state) || !(shown.config && 'admin-state' in shown.config);
      // The focus of a button that has gone goes to one that is there: nobody is to lose their place.
      if (hadFocus && !element.contains(document.activeElement)) buttons.find((one) => !one.hidden)?.focus();
      mark(enable, 'aria-label', `Enable backend ${shown.name}`);
      mark(drain, 'aria-label', `Drain backend ${shown.name}`);
      mark(disable, 'aria-label', `Disable backend ${shown.name}`);
    },
  };
}

/** A figure with a title of its own, which is shown where the table has no head. */
function figure(style, title) {
  const value = el('span');
  return { element: cell(style, title ? el('span', { class: 'titled' }, title) : null, value), value };
}

/** A row of a backend in a table of backends, or below its director. */
export function backendRow(app, isBelow) {
  const state = pill('');
  const name = el('b');
  const url = el('small');
  const load = meter();
  load.element.setAttribute('role', 'cell');
  const rps = figure('num rps', 'Requests/s');
  const errors = figure('num phone-out');
  const failed = figure('num wide');
  const warm = figure('num wide');
  const act = actions(app);
  const who = cell('who', name, url);
  const wide = isBelow
    ? [cell('spark wide'), rps.element, errors.element, load.element, cell('num wait'), warm.element]
    : [load.element, rps.element, errors.element, failed.element, warm.element];
  const element = el('div', { class: isBelow ? 'row below' : 'row', role: 'row' },
    cell('state', state), who, ...wide, act.element);
  return {
    element,
    show(item) {
      const { frame, config } = item;
      repill(state, frame.state);
      say(name, item.name);
      mark(name, 'title', item.name);
      const how = [config?.url, config && config.role !== 'active' ? config.role : ''];
      say(url, how.filter(Boolean).join(' · '));
      load.show(frame['in-flight'], frame['effective-capacity']);
      say(rps.value, number(frame['requests-per-second']));
      say(errors.value, number(frame['errors-per-second']));
      errors.element.classList.toggle('hot', frame['errors-per-second'] > 0);
      say(failed.value, number(frame.failed));
      const slow = frame.throttle < 100;
      say(warm.value, slow ? `${frame.throttle} %` : isBelow ? '' : '–');
      mark(warm.element, 'title', slow ? 'Slow start: the part of its capacity that it has now' : null);
      act.show(item);
    },
  };
}

/** The bar of a bucket: what it has, what of it is borrowed, what it is assured, what it may have. */
export function shareBar() {
  const bar = el('div', { class: 'share', role: 'img' },
    el('div', { class: 'ceil' }), el('div', { class: 'rate' }), el('div', { class: 'used' }), el('div', { class: 'lent' }));
  const part = (property, value, whole) =>
    bar.style.setProperty(property, (whole > 0 ? Math.min(1, value / whole) : 0).toFixed(4));
  return {
    element: bar,
    show(name, frame, whole) {
      const bounded = (value) => (typeof value === 'number' ? value : whole);
      const used = frame['in-flight'];
      const lent = Math.min(used, frame.borrowed || 0);
      part('--ceil', bounded(frame['token-ceil']), whole);
      part('--rate', bounded(frame['token-rate']), whole);
      part('--used', used - lent, whole);
      part('--lent', lent, whole);
      const words = `${name}: ${used} in use, ${lent} of them borrowed, ${frame['token-rate']} assured, ${frame['token-ceil']} at most`;
      mark(bar, 'aria-label', words);
      mark(bar, 'title', words);
    },
  };
}

/** How deep a bucket stands; those of the root are at 0. */
export function depth(name, buckets) {
  let deep = -1;
  for (let at = name; at && at !== 'root' && deep < 16; at = buckets[at]?.parent) deep++;
  return deep;
}

/** What a whole bar stands for: the tokens there are, or what is in use if they have no end. */
export function wholeOf(buckets) {
  const most = buckets.root?.['token-ceil'];
  if (typeof most === 'number') return most;
  return Math.max(1, ...Object.values(buckets).map((one) => one['in-flight']));
}

/** A row of a bucket below its director. */
export function bucketRow() {
  const name = el('b');
  const who = cell('who', name);
  const share = shareBar();
  const used = el('span');
  const rps = figure('num rps', 'Requests/s');
  const errors = figure('num phone-out');
  const waiting = figure('num wait', 'Waiting');
  const element = el('div', { class: 'row below', role: 'row' },
    cell('state', el('span', { class: 'kind' }, 'bucket')), who, cell('spark wide'), rps.element, errors.element,
    cell('meter', share.element, used), waiting.element, cell('num wide'), cell('act'));
  return {
    element,
    show({ name: key, frame, deep, whole }) {
      say(name, key);
      mark(name, 'title', key);
      who.style.setProperty('--depth', String(deep));
      share.show(key, frame, whole);
      say(used, `${number(frame['in-flight'])} / ${typeof frame['token-ceil'] === 'number' ? number(frame['token-ceil']) : '∞'}`);
      say(rps.value, number(frame['requests-per-second']));
      say(errors.value, number(frame['errors-per-second']));
      errors.element.classList.toggle('hot', frame['errors-per-second'] > 0);
      say(waiting.value, number(frame.queued));
      waiting.element.classList.toggle('hot', frame.queued > 0);
    },
  };
}

/** A bucket on the page of its director, with its figures in words. */
export function bucketCard() {
  const name = el('span');
  const note = el('small');
  const share = shareBar();
  const title = el('div', { class: 'name' }, name, note);
  const figures = el('div', { class: 'figures' });
  return {
    element: el('div', { class: 'bucket' }, title, share.element, figures),
    show(key, frame, deep, whole) {
      const used = frame['in-flight'];
      const lent = Math.min(used, frame.borrowed || 0);
      say(name, key);
      say(note, `${number(frame['requests-per-second'])} requests/s`);
      title.style.setProperty('--depth', String(deep));
      share.show(key, frame, whole);
      figures.replaceChildren(el('b', {}, `${number(used)} in use`), lent ? ` (${number(lent)} borrowed)` : '',
        ` · ${frame['token-rate']} assured · ${frame['token-ceil']} at most`,
        frame.queued ? el('span', { class: 'hot' }, ` · ${number(frame.queued)} waiting`) : '');
    },
  };
}
