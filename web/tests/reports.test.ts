import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, Unreachable } from '../src/lib/api';
import type { Mailbox } from '../src/lib/mailbox.svelte';
import { lastReport, report, sendWaiting } from '../src/messenger/reports.svelte';
import { keepWaitingReports, waitingReports } from '../src/messenger/waiting-reports';

const mailbox = { refresh: () => Promise.resolve() } as unknown as Mailbox;
const scam = { reason: 'scam', block: true, show: [3] } as const;
const wish = { ...scam, show: [...scam.show] };

beforeEach(() => {
  keepWaitingReports([]);
  lastReport.hide();
});

describe('reports', () => {
  it('can be taken back while the server says so', async () => {
    vi.spyOn(api, 'report').mockResolvedValue({ report: '7', undo_s: 10 });
    await report(mailbox, '1', wish);
    expect([lastReport.business, lastReport.id, lastReport.blocked]).toEqual(['1', '7', true]);
    expect(waitingReports()).toEqual([]);
  });

  it('wait on the device without a network, one for each business, and go out later', async () => {
    const call = vi.spyOn(api, 'report').mockRejectedValue(new Unreachable('away'));
    await report(mailbox, '1', wish);
    await report(mailbox, '1', { ...wish, reason: 'other' });
    await report(mailbox, '2', wish);
    expect(waitingReports().map((one) => [one.business, one.reason])).toEqual([
      ['1', 'other'],
      ['2', 'scam'],
    ]);
    await sendWaiting(mailbox);
    expect(waitingReports()).toHaveLength(2);
    call.mockResolvedValue({ report: '8', undo_s: 10 });
    await sendWaiting(mailbox);
    expect(waitingReports()).toEqual([]);
    expect(call).toHaveBeenLastCalledWith('2', wish);
  });

  it('that the server will never take do not wait for ever', async () => {
    const problem = { code: 'no_relation', message: '', hint: '' };
    keepWaitingReports([{ business: '1', ...wish }]);
    vi.spyOn(api, 'report').mockRejectedValue(new ApiError(404, problem));
    await sendWaiting(mailbox);
    expect(waitingReports()).toEqual([]);
  });

  it('are refused to the person who made them when the server refuses them', async () => {
    vi.spyOn(api, 'report').mockRejectedValue(
      new ApiError(400, { code: 'bad_request', message: '', hint: '' }),
    );
    await expect(report(mailbox, '1', wish)).rejects.toThrow(ApiError);
    expect(waitingReports()).toEqual([]);
  });
});
