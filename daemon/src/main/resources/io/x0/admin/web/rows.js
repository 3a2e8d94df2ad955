// A table of which only the rows on the screen exist: ten thousand cost what thirty cost.
import { el } from './dom.js';

const MARGIN = 6;

export class Rows {
  /**
   * @param name what screen readers call the table
   * @param kind its class
   * @param titles of the columns: text and class
   * @param make makes a row and says how to show an item in it: {element, show(item)}
   */
  constructor(name, kind, titles, make) {
    this.make = make;
    this.items = [];
    this.made = new Map();
    this.spare = [];
    const head = titles.map(([text, style]) => el('div', { role: 'columnheader', class: style }, text));
    this.titles = el('div', { class: 'row titles', role: 'row', 'aria-rowindex': '1' }, ...head);
    this.body = el('div', { class: 'rows', role: 'rowgroup' });
    this.element = el('div', { class: `card table ${kind}`, role: 'table', 'aria-label': name },
      el('div', { role: 'rowgroup' }, this.titles), this.body);
    this.place = () => this.render();
    window.addEventListener('scroll', this.place, { passive: true });
    window.addEventListener('resize', this.place);
  }

  /** Shows items; each has a key that stays the same. */
  show(items) {
    this.items = items;
    this.render();
  }

  height() {
    return window.matchMedia('(max-width: 700px)').matches ? 92 : 48;
  }

  render() {
    if (!this.element.isConnected) return;
    const height = this.height();
    this.body.style.setProperty('height', `${this.items.length * height}px`);
    this.element.setAttribute('aria-rowcount', String(this.items.length + 1));
    const top = this.body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - MARGIN);
    const last = Math.min(this.items.length, Math.ceil((window.innerHeight - top) / height) + MARGIN);
    const wanted = new Set(this.items.slice(first, last).map((item) => item.key));
    for (const [key, row] of this.made) {
      // A row that holds the focus stays until the focus leaves: nobody is to lose their place.
      if (!wanted.has(key) && !row.element.contains(document.activeElement)) {
        row.element.remove();
        this.made.delete(key);
        this.spare.push(row);
      }
    }
    let before = null;
    for (let i = first; i < last; i++) {
      const item = this.items[i];
      let row = this.made.get(item.key);
      if (!row) {
        row = this.spare.pop() || this.make();
        this.made.set(item.key, row);
      }
      const next = before ? before.nextElementSibling : this.body.firstElementChild;
      if (next !== row.element && !row.element.contains(document.activeElement)) {
        this.insert(row.element, before);
      }
      row.element.style.setProperty('transform', `translateY(${i * height}px)`);
      row.element.setAttribute('aria-rowindex', String(i + 2));
      row.show(item);
      before = row.element;
    }
  }

  /** In the order in which the tab key goes through them. */
  insert(element, before) {
    if (before) before.after(element);
    else this.body.prepend(element);
  }

  close() {
    window.removeEventListener('scroll', this.place);
    window.removeEventListener('resize', this.place);
  }
}
