/** A part that is loaded when it is first needed, and from then on there for all. */
export class OnDemand<T> {
  part = $state.raw<T | null>(null);
  failed = $state(false);
  readonly #load: () => Promise<{ default: T }>;
  #asked = false;

  constructor(load: () => Promise<{ default: T }>) {
    this.#load = load;
  }

  /** Whoever needs it calls this; after a failure the next call tries again. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#load().then(
      (module) => {
        this.part = module.default;
        this.failed = false;
      },
      () => {
        this.#asked = false;
        this.failed = true;
      },
    );
  }
}
