import { deskError } from './desk';

/** What a part of the desk shows: loaded, loading, or why not. */
export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state('');
  busy = $state(false);

  constructor(private readonly ask: () => Promise<T>) {}

  async load(): Promise<void> {
    this.busy = true;
    try {
      this.value = await this.ask();
      this.problem = '';
    } catch (error) {
      this.problem = deskError(error);
    } finally {
      this.busy = false;
    }
  }

  /** Does something, then loads again; says whether it was done. */
  async after(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      await act();
    } catch (error) {
      this.problem = deskError(error);
      return false;
    } finally {
      this.busy = false;
    }
    await this.load();
    return true;
  }
}
