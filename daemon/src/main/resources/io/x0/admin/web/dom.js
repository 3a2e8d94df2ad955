// Elements are made here and nowhere else: text is only ever text, so names cannot be markup.

/** Makes an element; children are elements or text. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** Sets the text of an element if it is another one: what stays the same is not painted again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets an attribute if it is another one; null removes it. */
export function mark(element, name, value) {
  if (value == null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A number as people read it: 0.4, 12, 1,234, 45.2k, 3.1M. */
export function number(value) {
  if (value == null || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e6) return tenth.format(value / 1e6) + 'M';
  if (size >= 1e4) return tenth.format(value / 1e3) + 'k';
  return size < 10 ? tenth.format(value) : whole.format(value);
}

/** Milliseconds as people read them: 0.8 ms, 12 ms, 1.2 s. */
export function millis(value) {
  if (value == null || Number.isNaN(value)) return '–';
  if (value >= 1000) return tenth.format(value / 1000) + ' s';
  return (value < 10 ? tenth.format(value) : whole.format(value)) + ' ms';
}

/** A part of 1 as people read it: 97 %, 99.8 %. */
export function percent(value) {
  if (value == null || Number.isNaN(value)) return '–';
  const all = value * 100;
  return (all > 99 && all < 100 ? tenth : whole).format(all) + ' %';
}

/** The time of day of an instant, and the day if it is another one than today. */
export function clock(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  const time = date.toLocaleTimeString('en-GB');
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? time : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time.slice(0, 5)}`;
}

const TONES = {
  up: 'ok', online: 'ok', degraded: 'warn', held: 'warn', draining: 'warn', drained: 'idle',
  down: 'bad', offline: 'bad',
};

/** What a state looks like: ok, warn, bad or idle. */
export function tone(state) {
  return TONES[state] || 'idle';
}

/** A state as a word in its colour and with its sign. */
export function pill(state) {
  return el('span', { class: 'pill', 'data-tone': tone(state) }, state || 'unknown');
}

/** Shows another state on a pill. */
export function repill(element, state) {
  say(element, state || 'unknown');
  mark(element, 'data-tone', tone(state));
}

/** A bar that is filled by a part, and the figures beside it. */
export function meter() {
  const fill = el('div', { class: 'fill' });
  const text = el('span');
  const made = el('div', { class: 'meter' }, el('div', { class: 'track' }, fill), text);
  return {
    element: made,
    show(used, most) {
      const bounded = typeof most === 'number';
      const part = bounded && most > 0 ? Math.min(1, used / most) : 0;
      fill.style.setProperty('--part', part.toFixed(3));
      mark(made, 'data-full', bounded && most > 0 && used >= most ? 'true' : null);
      say(text, bounded ? `${number(used)} / ${number(most)}` : number(used));
    },
  };
}
