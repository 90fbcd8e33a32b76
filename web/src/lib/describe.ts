import { isolated, plainText, shortened } from './format';
import { known, t, type Key } from './i18n.svelte';
import { ApiError, Unreachable } from './api';
import type { ApiProblem, Business, Content, InboxEntry, Purpose, SignedReceipt } from './types';

const PREVIEW = 160;

/** The name of a business, safe to stand inside a sentence. */
export function nameOf(business: Pick<Business, 'name'>): string {
  return isolated(business.name === '' ? t('common.unknown_business') : shortened(business.name, 80));
}

/** A content in one line of plain words. */
export function lineOf(content: Content): string {
  switch (content.type) {
    case 'text':
      return shortened(plainText(content.body), PREVIEW);
    case 'buttons':
    case 'list':
    case 'cta_url':
    case 'location_request':
    case 'form':
    case 'template':
      return shortened(plainText(`${content.header ?? ''} ${content.body}`), PREVIEW);
    case 'carousel':
      return shortened(plainText(content.body), PREVIEW);
    case 'location':
      return `${t('chat.place')}: ${shortened(content.name ?? content.address ?? `${content.latitude}, ${content.longitude}`, 80)}`;
    case 'media':
      return shortened(
        plainText(content.caption ?? content.file.filename ?? t(`chat.file.${content.file.kind}`)),
        PREVIEW,
      );
    case 'contacts':
      return `${t('chat.contact')}: ${shortened(content.contacts.map((one) => one.name.formatted_name).join(', '), 80)}`;
    case 'reaction':
      return content.emoji;
    case 'list_reply':
    case 'button_reply':
      return content.title;
    case 'quick_reply':
      return content.text;
    case 'form_reply':
      return t('chat.form');
  }
}

/** The last line of a row in the chat list. */
export function lastLine(entry: InboxEntry | null): string {
  if (entry?.kind === 'receipt') return receiptTitle(entry.receipt);
  if (entry?.kind === 'from_business') return lineOf(entry.content);
  if (entry?.kind === 'from_person') return t('chats.you', { text: lineOf(entry.content) });
  return '';
}

export function receiptTitle(signed: SignedReceipt): string {
  const business = isolated(shortened(signed.receipt.business_name, 80));
  const granted = signed.receipt.decision.action === 'grant';
  return t(granted ? 'receipt.grant_title' : 'receipt.withdraw_title', { business });
}

/** Where a decision was made, in words: `invite:CODE`, `permissions`, `stop-word`, `undo:ID`, `sandbox`. */
export function sourceOf(source: string, codeLength = 40): string {
  if (source.startsWith('invite:')) {
    return t('source.invite', { code: isolated(shortened(source.slice(7), codeLength)) });
  }
  const key = `source.${source.split(':', 1)[0]?.replace('-', '_')}`;
  return known(key) ? t(key) : source;
}

/** A topic, or the words for "all of this purpose". */
export function topicOf({ topic, purpose }: { topic: string | null; purpose: Purpose }): string {
  return topic === null || topic === '' ? t(`purpose.every_${purpose}`) : topic;
}

/** The problem in the person's language; the server's own sentence where there is no better one. */
export function problemText(problem: ApiProblem): string {
  const key: string = `error.${problem.code}`;
  if (known(key)) return t(key);
  return problem.message === '' ? t('error.unexpected') : `${problem.message} ${problem.hint}`.trim();
}

export function errorText(error: unknown): string {
  if (error instanceof ApiError) return problemText(error.problem);
  return t((error instanceof Unreachable ? 'error.unreachable' : 'error.unexpected') satisfies Key);
}
