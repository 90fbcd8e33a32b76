import { api } from '../lib/api';
import { errorText } from '../lib/describe';
import type { AskingCard } from '../lib/types';

/** Cards that ask something: how many there are, and once she looks, which. */
class Asked {
  count = $state(0);
  cards = $state.raw<AskingCard[] | null>(null);
  problem = $state('');

  /** Learns how many there are. Nothing counts as shown by it, and nothing is said if it fails. */
  async peek(): Promise<void> {
    try {
      this.count = (await api.cards(true)).count;
    } catch {
      // The row is a quiet one: without an answer it stays as it is.
    }
  }

  async look(): Promise<void> {
    try {
      const { cards } = await api.cards(false);
      this.cards = cards;
      this.count = cards.length;
      this.problem = '';
    } catch (error) {
      this.problem = errorText(error);
    }
  }

  /** Takes an answered card away. */
  drop(id: string): void {
    this.cards = (this.cards ?? []).filter((card) => card.id !== id);
    this.count = this.cards.length;
  }

  /** The next person on this device is asked other things. */
  forget(): void {
    this.count = 0;
    this.cards = null;
  }
}

export const asked = new Asked();
