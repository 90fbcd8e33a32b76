import type { Form, Json } from '../messenger/form/definition';
import type { Exchanged } from '../messenger/form/session.svelte';
import type {
  ApiProblem,
  AskingCard,
  Budget,
  BudgetState,
  Cadence,
  ChatLink,
  Invite,
  LinkPreview,
  Me,
  NewReport,
  OutboxItem,
  Purpose,
  RelationRow,
  SenderProfile,
  Survey,
  Wanted,
  WantedQuestion,
  Why,
} from './types';

const TIMEOUT_MS = 20_000;

/** The server answered with an error of its table. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: ApiProblem,
  ) {
    super(problem.message);
  }
}

/** No answer: no network, no server, or no answer in time. */
export class Unreachable extends Error {}

export function problemOf(body: unknown, status: number): ApiProblem {
  const error = (body as { error?: Partial<ApiProblem> } | null)?.error;
  return {
    code: typeof error?.code === 'string' ? error.code : `http_${status}`,
    message: typeof error?.message === 'string' ? error.message : '',
    hint: typeof error?.hint === 'string' ? error.hint : '',
  };
}

async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: method === 'POST' ? { 'Content-Type': 'application/json' } : {},
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    answer = text === '' ? null : parsed(text);
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw new ApiError(response.status, problemOf(answer, response.status));
  return answer as T;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export interface Choice {
  index: number;
  cadence: Cadence;
}

const part = encodeURIComponent;

export const api = {
  invite: (code: string) => call<Invite>('GET', `/people/v1/invites/${part(code)}`),
  acceptInvite: (code: string, choices: Choice[], name: string, language: string) =>
    call<{ business: string | number; receipt_seq: number }>(
      'POST',
      `/people/v1/invites/${part(code)}/accept`,
      {
        choices,
        name,
        language,
      },
    ),
  link: (code: string) => call<ChatLink>('GET', `/people/v1/links/${part(code)}`),
  enterLink: (code: string, name: string, language: string) =>
    call<{ business: string | number; text: string }>('POST', `/people/v1/links/${part(code)}/enter`, {
      name,
      language,
    }),
  survey: () => call<{ survey: Survey | null }>('GET', '/people/v1/survey'),
  answerSurvey: (survey: string, answers: (number | null)[] | null) =>
    call<unknown>('POST', `/people/v1/survey/${part(survey)}`, answers === null ? {} : { answers }),
  joinTest: (code: string) => call<{ business: string }>('POST', '/people/v1/pilot/test', { code }),
  me: () => call<Me>('GET', '/people/v1/me'),
  rename: (name: string) => call<unknown>('POST', '/people/v1/me', { name }),
  business: (business: string) =>
    call<{ senders: SenderProfile[]; domains: string[] | null }>(
      'GET',
      `/people/v1/businesses/${part(business)}`,
    ),
  signOut: () => call<unknown>('POST', '/people/v1/sign-out', {}),
  permissions: () => call<{ relations: RelationRow[] }>('GET', '/people/v1/permissions'),
  withdraw: (business: string, purpose: Purpose | null, topic: string | null) =>
    call<{ receipt_seq: number; gone: number[] }>(
      'POST',
      `/people/v1/permissions/${part(business)}/withdraw`,
      {
        purpose,
        topic,
      },
    ),
  block: (business: string, blocked: boolean) =>
    call<unknown>('POST', `/people/v1/permissions/${part(business)}/block`, { blocked }),
  report: (business: string, report: NewReport) =>
    call<{ report: string; undo_s: number }>(
      'POST',
      `/people/v1/permissions/${part(business)}/report`,
      report,
    ),
  undoReport: (report: string) => call<unknown>('POST', `/people/v1/reports/${part(report)}/undo`, {}),
  undo: (receipt: string | number, back: { without?: string; at_most?: Cadence }) =>
    call<{ receipt_seq: number }>('POST', `/people/v1/receipts/${part(String(receipt))}/undo`, back),
  cards: (peek: boolean) =>
    call<{ count: number; cards: AskingCard[] }>('GET', `/people/v1/cards${peek ? '?peek=true' : ''}`),
  acceptCard: (card: string) =>
    call<{ business: string; receipt_seq: number }>('POST', `/people/v1/cards/${part(card)}/accept`, {}),
  declineCard: (card: string, block: boolean) =>
    call<unknown>('POST', `/people/v1/cards/${part(card)}/decline`, { block }),
  budget: () => call<BudgetState>('GET', '/people/v1/budget'),
  chooseBudget: (chosen: Budget) => call<BudgetState>('POST', '/people/v1/budget', chosen),
  wanted: (seq: number) => call<WantedQuestion>('GET', `/people/v1/messages/${seq}/wanted`),
  answerWanted: (seq: number, wanted: Wanted) =>
    call<unknown>('POST', `/people/v1/messages/${seq}/wanted`, { wanted }),
  why: (seq: number) => call<Why>('GET', `/people/v1/messages/${seq}/why`),
  form: (seq: number) => call<Form>('GET', `/people/v1/messages/${seq}/form`),
  askForm: (seq: number, asked: { action: string; screen: string; data: Json }) =>
    call<Exchanged>('POST', `/people/v1/messages/${seq}/form`, asked),
  preview: (seq: number) =>
    call<{ preview: LinkPreview | null }>('GET', `/people/v1/messages/${seq}/preview`),
  played: (seq: number) => call<unknown>('POST', `/people/v1/messages/${seq}/played`, {}),
  post: (item: OutboxItem) =>
    call<{ seq: number }>('POST', '/people/v1/messages', {
      t: 'send',
      client_id: item.client_id,
      business: item.business,
      content: item.content,
      ...(item.reply_to === undefined ? {} : { reply_to: item.reply_to }),
    }),
  receiptUrl: (receipt: string | number) => `/people/v1/receipts/${part(String(receipt))}`,
};
