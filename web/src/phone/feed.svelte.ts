import { follow, Refused, type StreamEvent } from './stream';

const KEPT = 200;
const AGAIN_MS = 2_000;

/** The last 200 events of the sandbox, newest first. */
export class Feed {
  state = $state<'connecting' | 'live' | 'lost' | 'refused'>('connecting');
  paused = $state(false);
  shown = $state.raw<{ id: number; event: StreamEvent }[]>([]);
  waiting = $state.raw<{ id: number; event: StreamEvent }[]>([]);
  #next = 0;

  constructor(private readonly token: string) {}

  /** Follows until it is stopped; comes back after each loss. */
  start(): () => void {
    const stop = new AbortController();
    void this.#run(stop.signal);
    return () => stop.abort();
  }

  take(event: StreamEvent): void {
    const entry = { id: (this.#next += 1), event };
    if (this.paused) this.waiting = [entry, ...this.waiting].slice(0, KEPT);
    else this.shown = [entry, ...this.shown].slice(0, KEPT);
  }

  pause(paused: boolean): void {
    this.paused = paused;
    if (paused) return;
    this.shown = [...this.waiting, ...this.shown].slice(0, KEPT);
    this.waiting = [];
  }

  clear(): void {
    this.shown = [];
    this.waiting = [];
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await follow(
          this.token,
          (event) => this.take(event),
          () => (this.state = 'live'),
          signal,
        );
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused) {
          this.state = 'refused';
          return;
        }
      }
      this.state = 'lost';
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
