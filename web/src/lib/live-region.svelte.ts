const CLEAR_MS = 1_000;
const LONGEST = 400;

/** The text of the polite live region; cleared after a second so that nothing is read twice. */
class LiveRegion {
  text = $state('');
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    if (text === '') return;
    // Bounded: a burst is cut to its newest lines.
    this.#waiting = [...this.#waiting, text.slice(0, LONGEST)].slice(-5);
    if (this.#timer === undefined) this.#next();
  }

  #next(): void {
    const text = this.#waiting.shift();
    if (text === undefined) {
      this.text = '';
      this.#timer = undefined;
      return;
    }
    this.text = text;
    this.#timer = setTimeout(() => this.#next(), CLEAR_MS);
  }
}

export const liveRegion = new LiveRegion();
