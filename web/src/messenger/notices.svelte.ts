const SHOWN_MS = 8_000;

/** One short message at the edge of the screen: what an action led to. */
class Notices {
  text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), SHOWN_MS);
  }
  hide(): void {
    clearTimeout(this.#timer);
    this.text = '';
  }
}

export const notices = new Notices();
