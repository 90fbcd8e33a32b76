import { api, ApiError, Unreachable } from '../lib/api';
import { errorText } from '../lib/describe';
import type { Mailbox } from '../lib/mailbox.svelte';
import type { RelationRow } from '../lib/types';

/** Who may write to the person: from the server, or as last seen on this device. */
export class RelationList {
  rows = $state.raw<RelationRow[] | null>(null);
  problem = $state('');
  /** What is shown comes from this device only. */
  offline = $state(false);

  constructor(private readonly mailbox: Mailbox) {}

  async load(): Promise<void> {
    try {
      const { relations } = await api.permissions();
      this.rows = relations.map((row) => ({
        ...row,
        business: { ...row.business, id: String(row.business.id) },
      }));
      this.problem = '';
      this.offline = false;
      await this.mailbox.keepRelations(this.rows);
    } catch (error) {
      this.problem = errorText(error);
      this.offline = error instanceof Unreachable;
      if (!(error instanceof ApiError)) this.rows ??= await this.mailbox.keptRelations();
    }
  }
}
