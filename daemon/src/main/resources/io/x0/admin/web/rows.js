// A table of which only the rows on the screen exist: ten thousand cost what thirty cost.
import { el, mark } from './dom.js';

const MARGIN = 6;
const TALL = 96;
const LOW = 48;

export class Rows {
  /**
   * @param name what screen readers call the table
   * @param kind its class
   * @param titles of the columns: text and class
   * @param makers makes a row of a kind and says how to show an item in it: {element, show(item)}
   */
  constructor(name, kind, titles, makers) {
    this.makers = makers;
    this.items = [];
    this.made = new Map();
    this.spare = new Map(Object.keys(makers).map((one) => [one, []]));
    this.narrow = window.matchMedia('(max-width: 700px)');
    const head = titles.map(([text, style]) => el('div', { role: 'columnheader', class: style }, text));
    this.titles = el('div', { class: 'row titles', role: 'row', 'aria-rowindex': '1' }, ...head);
    this.body = el('div', { class: 'rows', role: 'rowgroup' });
    this.element = el('div', { class: `card table ${kind}`, role: 'table', 'aria-label': name },
      el('div', { role: 'rowgroup' }, this.titles), this.body);
    this.place = () => this.render();
    window.addEventListener('scroll', this.place, { passive: true });
    window.addEventListener('resize', this.place);
  }

  /** Shows items; each has a key that stays the same, and a kind. */
  show(items) {
    this.items = items;
    this.render();
  }

  render() {
    if (!this.element.isConnected) return;
    const height = this.narrow.matches ? TALL : LOW;
    this.body.style.setProperty('height', `${this.items.length * height}px`);
    mark(this.element, 'aria-rowcount', this.items.length + 1);
    const top = this.body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - MARGIN);
    const last = Math.min(this.items.length, Math.ceil((window.innerHeight - top) / height) + MARGIN);
    this.clear(new Set(this.items.slice(first, last).map((item) => item.key)));
    let before = null;
    for (let i = first; i < last; i++) {
      const item = this.items[i];
      const row = this.row(item);
      const next = before ? before.nextElementSibling : this.body.firstElementChild;
      // To move an element takes the focus from it: the others are moved around it.
      if (next !== row.element && !row.element.contains(document.activeElement)) {
        if (before) before.after(row.element);
        else this.body.prepend(row.element);
      }
      row.element.style.setProperty('transform', `translateY(${i * height}px)`);
      mark(row.element, 'aria-rowindex', i + 2);
      row.show(item);
      before = row.element;
    }
  }

  /** Takes away the rows that nobody sees. One that holds the focus stays until the focus leaves. */
  clear(wanted) {
    const known = this.made.size && new Set(this.items.map((item) => item.key));
    for (const [key, row] of this.made) {
      const holds = row.element.contains(document.activeElement) && known.has(key);
      if (!wanted.has(key) && !holds) {
        row.element.remove();
        this.made.delete(key);
        this.spare.get(row.kind).push(row);
      }
    }
  }

  row(item) {
    let row = this.made.get(item.key);
    if (!row) {
      row = this.spare.get(item.kind).pop() || { kind: item.kind, ...this.makers[item.kind]() };
      this.made.set(item.key, row);
    }
    return row;
  }

  close() {
    window.removeEventListener('scroll', this.place);
    window.removeEventListener('resize', this.place);
  }
}
