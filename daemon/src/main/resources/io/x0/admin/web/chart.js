// Lines over the last minute, drawn on a canvas. A pointer or the arrow keys read them off.
import { el, millis, say } from './dom.js';

export const SECONDS = 60;
const LEFT = 46;
const BOTTOM = 18;
const TOP = 6;
const FEW = 3;

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Returns a ring of the last minute, filled with what there was before. */
export function minute(before = []) {
  const out = new Array(SECONDS).fill(null);
  before.slice(-SECONDS).forEach((value, i, all) => (out[SECONDS - all.length + i] = value));
  return out;
}

/** Adds the figure of the second that ended. */
export function push(ring, value) {
  ring.push(value);
  if (ring.length > SECONDS) ring.shift();
}

/** Knows when figures came last, and leaves holes where none came. */
export class Gap {
  constructor() {
    this.last = null;
  }

  /** Adds to rings the seconds that were missed, before the figures of now. */
  leave(rings) {
    const now = performance.now();
    const missed = this.last === null ? 0 : Math.round((now - this.last) / 1000) - 1;
    this.last = now;
    // A page that is busy gets figures late, but all of them.
    if (missed < FEW) return;
    for (const ring of rings) {
      for (let i = 0; i < Math.min(missed, SECONDS); i++) push(ring, null);
    }
  }
}

/** The part of requests that the cache of a director answered, or null if it has none. */
export function ratio(frame) {
  const value = frame.cache?.['hit-ratio'];
  return typeof value === 'number' ? value : null;
}

function fit(canvas) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/** The least of 1, 2, 4, 6, 8, 10 times a power of ten that holds a value, and is not below another. */
function ceiling(value, least) {
  if (!(value > least)) return least;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].find((step) => step * power >= value * 0.999) * power;
}

function line(pen, values, x, y) {
  pen.beginPath();
  let isDown = false;
  values.forEach((value, i) => {
    if (value == null) {
      isDown = false;
    } else if (isDown) {
      pen.lineTo(x(i), y(value));
    } else {
      pen.moveTo(x(i), y(value));
      isDown = true;
    }
  });
}

function area(pen, values, x, y, base) {
  const first = values.findIndex((value) => value != null);
  if (first < 0) return;
  line(pen, values, x, y);
  pen.lineTo(x(values.length - 1), base);
  pen.lineTo(x(first), base);
  pen.closePath();
  pen.fill();
}

/** A chart: its title, a legend with the figures, and the lines. */
export class Chart {
  /**
   * @param title what it shows
   * @param format makes text of a figure
   * @param series name, colour (a CSS variable), and whether the area below is filled
   * @param most where the scale ends, if it always ends there
   */
  constructor(title, format, series, most) {
    this.most = most;
    this.title = title;
    this.format = format;
    this.series = series;
    this.rings = series.map(() => minute());
    this.at = null;
    this.legend = el('div', { class: 'legend' });
    this.values = series.map((one) => {
      const value = el('b', {}, '–');
      const swatch = el('i');
      swatch.style.setProperty('--swatch', `var(${one.color})`);
      this.legend.append(el('span', {}, swatch, one.name, value));
      return value;
    });
    this.canvas = el('canvas', { tabindex: '0', role: 'img' });
    this.element = el('div', { class: 'card chart' }, el('h3', {}, title), this.legend, this.canvas);
    this.canvas.addEventListener('pointermove', (event) => this.point(event.offsetX));
    this.canvas.addEventListener('pointerleave', () => this.pick(null));
    this.canvas.addEventListener('blur', () => this.pick(null));
    this.canvas.addEventListener('keydown', (event) => this.key(event));
  }

  point(offset) {
    const width = this.canvas.clientWidth - LEFT;
    const part = Math.min(1, Math.max(0, (offset - LEFT) / width));
    this.pick(Math.round(part * (SECONDS - 1)));
  }

  key(event) {
    const at = this.at ?? SECONDS - 1;
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: SECONDS - 1, Escape: null };
    if (!(event.key in next)) return;
    event.preventDefault();
    const wanted = next[event.key];
    this.pick(wanted == null ? null : Math.min(SECONDS - 1, Math.max(0, wanted)));
  }

  pick(index) {
    this.at = index;
    this.draw();
  }

  /** Shows the rings, one for each series. */
  show(rings) {
    this.rings = rings;
    this.draw();
  }

  draw() {
    const shown = this.at ?? SECONDS - 1;
    const told = this.rings.map((ring) => this.format(ring[shown] ?? null));
    this.values.forEach((value, i) => say(value, told[i]));
    const when = this.at == null ? '' : `, ${SECONDS - 1 - shown} seconds ago`;
    const label = this.series.map((one, i) => `${one.name} ${told[i]}`).join(', ');
    this.canvas.setAttribute('aria-label', `${this.title}${when}: ${label}`);
    const { pen, width, height } = fit(this.canvas);
    if (width < LEFT) return;
    const top = this.most ?? ceiling(Math.max(...this.rings.flat().map((value) => value ?? 0)), this.format === millis ? 0.2 : 2);
    const base = height - BOTTOM;
    const x = (i) => LEFT + (i / (SECONDS - 1)) * (width - LEFT - 1);
    const y = (value) => base - (value / top) * (base - TOP);
    this.grid(pen, width, base, top, x, y);
    this.series.forEach((one, i) => {
      pen.strokeStyle = pen.fillStyle = color(one.color);
      if (one.fill) {
        pen.globalAlpha = 0.13;
        area(pen, this.rings[i], x, y, base);
        pen.globalAlpha = 1;
      }
      pen.lineWidth = 1.75;
      pen.lineJoin = 'round';
      line(pen, this.rings[i], x, y);
      pen.stroke();
    });
    if (this.at != null) this.cross(pen, x, y, base);
  }

  grid(pen, width, base, top, x, y) {
    pen.font = '11px system-ui, sans-serif';
    pen.textBaseline = 'middle';
    pen.textAlign = 'right';
    pen.lineWidth = 1;
    for (const part of [0, 0.5, 1]) {
      const height = Math.round(y(top * part)) + 0.5;
      pen.strokeStyle = color('--line');
      pen.beginPath();
      pen.moveTo(LEFT, height);
      pen.lineTo(width, height);
      pen.stroke();
      pen.fillStyle = color('--muted');
      pen.fillText(this.format(top * part), LEFT - 6, Math.max(7, height));
    }
    pen.textBaseline = 'alphabetic';
    pen.textAlign = 'left';
    pen.fillText('60 s ago', LEFT, base + 14);
    pen.textAlign = 'right';
    pen.fillText('now', width, base + 14);
  }

  cross(pen, x, y, base) {
    const at = Math.round(x(this.at)) + 0.5;
    pen.strokeStyle = color('--muted');
    pen.beginPath();
    pen.moveTo(at, TOP);
    pen.lineTo(at, base);
    pen.stroke();
    this.series.forEach((one, i) => {
      const value = this.rings[i][this.at];
      if (value == null) return;
      pen.fillStyle = color(one.color);
      pen.beginPath();
      pen.arc(at, y(value), 3.5, 0, 2 * Math.PI);
      pen.fill();
    });
  }
}

/** A line without anything around it, for a row of a table. */
export function spark(canvas, ring) {
  const { pen, width, height } = fit(canvas);
  if (width === 0) return;
  const top = Math.max(1, ...ring.map((value) => value ?? 0));
  const x = (i) => (i / (SECONDS - 1)) * width;
  const y = (value) => height - 2 - (value / top) * (height - 4);
  pen.strokeStyle = pen.fillStyle = color('--accent');
  pen.globalAlpha = 0.13;
  area(pen, ring, x, y, height);
  pen.globalAlpha = 1;
  pen.lineWidth = 1.5;
  line(pen, ring, x, y);
  pen.stroke();
}
