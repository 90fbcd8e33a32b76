/** Something that holds on this device until it is switched off. */
class Choice {
  on = $state(true);
  #stored: string;
  #off: string;

  constructor(stored: string, off: string) {
    this.#stored = stored;
    this.#off = off;
    try {
      this.on = localStorage.getItem(stored) !== off;
    } catch {
      // Without storage it holds.
    }
  }

  choose(on: boolean): void {
    this.on = on;
    try {
      localStorage.setItem(this.#stored, on ? 'shown' : this.#off);
    } catch {
      // Without storage the choice lasts until the page closes.
    }
  }
}

/** Whether links are shown with previews. */
export const previews = new Choice('kurier.previews', 'hidden');

/** Whether businesses learn what was read. Without it the server does not either: what is read is known to this device alone. */
export const ticks = new Choice('kurier.ticks', 'hidden');
