// All that is known of one director: its settings, read when they change, and its figures, told every second.
import { director, read, Stream } from './api.js';

export class DirectorFeed {
  /**
   * @param name of the director
   * @param told called with this feed whenever something new is known
   * @param connected called with whether the stream is live
   * @param back called when it has come back: what was missed is to be read
   */
  constructor(name, told, connected = () => {}, back = () => {}) {
    this.name = name;
    this.told = told;
    this.config = null;
    this.backends = new Map();
    this.frame = null;
    this.gone = false;
    this.load();
    this.stream = new Stream(director(name) + '/events', {
      stats: (whole) => this.add(whole.directors[name]),
      config: () => this.load(),
      reset: () => this.load(),
    }, connected, () => {
      this.load();
      back();
    });
  }

  /** Reads the settings anew. */
  async load() {
    try {
      const config = await read(director(this.name));
      this.backends = new Map((config.backends || []).map((one) => [one.name, one]));
      this.config = config;
      this.told(this);
    } catch (failure) {
      if (failure.status === 404) this.leave();
      // Otherwise the stream has broken as well, and reads again when it is back.
    }
  }

  add(frame) {
    if (!frame) {
      this.leave();
      return;
    }
    this.frame = frame;
    this.told(this, true);
  }

  leave() {
    this.gone = true;
    this.close();
    this.told(this);
  }

  close() {
    this.stream.close();
  }
}
