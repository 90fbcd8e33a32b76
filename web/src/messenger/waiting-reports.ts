import type { NewReport } from '../lib/types';

const KEPT = 'kurier.reports';

export interface WaitingReport extends NewReport {
  business: string;
}

/** Reports that were made without a network; also after the page was closed. */
export function waitingReports(): WaitingReport[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? (kept as WaitingReport[]) : [];
  } catch {
    return [];
  }
}

export function hasWaitingReports(): boolean {
  return waitingReports().length > 0;
}

/** Keeps them in place of those before; says whether there is room for that. */
export function keepWaitingReports(reports: WaitingReport[]): boolean {
  try {
    if (reports.length === 0) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, JSON.stringify(reports));
    return true;
  } catch {
    return false;
  }
}
