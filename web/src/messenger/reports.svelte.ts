import '../lib/dict/later';
import { api, ApiError, Unreachable } from '../lib/api';
import { t } from '../lib/i18n.svelte';
import type { Mailbox } from '../lib/mailbox.svelte';
import type { NewReport } from '../lib/types';
import { notices } from './notices.svelte';
import { keepWaitingReports, waitingReports } from './waiting-reports';

/** The report that can still be taken back. */
class LastReport {
  business = $state('');
  id = $state('');
  blocked = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(business: string, id: string, blocked: boolean, undoS: number): void {
    this.business = business;
    this.id = id;
    this.blocked = blocked;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), undoS * 1000);
  }
  hide(): void {
    clearTimeout(this.#timer);
    this.business = '';
    this.id = '';
  }
}

export const lastReport = new LastReport();

/** Reports a business; without a network the report waits on this device. */
export async function report(mailbox: Mailbox, business: string, wish: NewReport): Promise<void> {
  try {
    const { report: id, undo_s } = await api.report(business, wish);
    lastReport.show(business, id, wish.block, undo_s);
    await mailbox.refresh();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const others = waitingReports().filter((one) => one.business !== business);
    if (!keepWaitingReports([...others, { business, ...wish }])) throw error;
    notices.show(t('report.queued'));
  }
}

/** Sends what waits; stops at the first sign that the server is away. */
export async function sendWaiting(mailbox: Mailbox): Promise<void> {
  for (const { business, ...wish } of waitingReports()) {
    try {
      const { report: id, undo_s } = await api.report(business, wish);
      lastReport.show(business, id, wish.block, undo_s);
      notices.show(t('report.sent_later'));
    } catch (error) {
      // What the server will never take does not wait for ever.
      if (!(error instanceof ApiError) || error.status >= 500 || error.status === 401) return;
    }
    keepWaitingReports(waitingReports().filter((one) => one.business !== business));
  }
  await mailbox.refresh();
}
