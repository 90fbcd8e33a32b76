import { ApiError, problemOf, Unreachable } from '../lib/api';
import { errorText } from '../lib/describe';
import { known, t } from '../lib/i18n.svelte';
import type { Reason } from '../lib/types';

const TIMEOUT_MS = 20_000;
const GUARDS_MAX = 200;

export interface DeskBusiness {
  id: string;
  name: string;
  suspended: boolean;
}
export type Outcome = 'no_action' | 'warned' | 'template_paused' | 'suspended' | 'closed';
export const OUTCOMES: Outcome[] = ['no_action', 'warned', 'template_paused', 'suspended', 'closed'];
export type Kind = 'suspend' | 'close';

export interface Report {
  id: string;
  business: DeskBusiness;
  at: number;
  reason: Reason;
  blocked: boolean;
  shown: { at: number; own: boolean; category: string | null; text: string }[];
  state: 'open' | 'handled';
  handled: { at: number; by: string; outcome: Outcome; note: string; handling_s: number } | null;
}
interface Step {
  by: string;
  at: number;
}
export interface Measure {
  id: string;
  business: DeskBusiness;
  kind: Kind;
  reason: string;
  at: number;
  proposed_by: string;
  state: 'proposed' | 'in_force' | 'dropped' | 'lifted';
  settled: Step | null;
  lifted: Step | null;
}
export interface Appeal {
  id: string;
  business: DeskBusiness;
  measure: Measure;
  at: number;
  text: string;
  answer: { at: number; by: string; granted: boolean; text: string } | null;
}
export interface Guarded {
  business: string;
  name: string;
  guard: {
    /** Seconds. */
    since: number;
    why: 'new_template' | 'volume' | 'known_hijacker';
    people: number;
    people_most: number;
    waiting: number;
    confirmed_by: 'business' | 'operator' | null;
    hijack_said: boolean;
    networks: { seen_at: number; known: boolean; tokens: string[] }[];
  };
}
export interface WaitingTemplate {
  business: string;
  template: {
    id: string;
    name: string;
    language: string;
    category: string;
    parts: Record<string, unknown>;
    changes: { part: string; before: unknown; after: unknown }[];
    former: unknown;
    updated_at: number;
  };
}
export interface Who {
  operator: string;
  /** One operator alone may confirm what he proposed. */
  single: boolean;
}

async function call<T>(path: string, body?: unknown): Promise<T> {
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(`/console/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    answer = await response.json().catch(() => null);
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw new ApiError(response.status, problemOf(answer, response.status));
  return answer as T;
}

/** All pages: most look at many businesses and show none. */
async function guards(): Promise<{ data: Guarded[] }> {
  const data: Guarded[] = [];
  let after: string | null = '';
  while (after !== null && data.length < GUARDS_MAX) {
    const page: { data: Guarded[]; next: string | null } = await call(
      `/guards${after === '' ? '' : `?after=${after}`}`,
    );
    data.push(...page.data);
    after = page.next;
  }
  return { data };
}

export const desk = {
  who: () => call<Who>('/session'),
  signIn: (token: string) => call<Who>('/session', { token }),
  signOut: () => call<unknown>('/session/end', {}),
  reports: (state: 'open' | 'handled') =>
    call<{ data: Report[]; next: string | null }>(`/desk/reports?state=${state}`),
  close: (id: string, outcome: Outcome, note: string) =>
    call<Report>(`/desk/reports/${id}/close`, { outcome, note }),
  measures: () => call<{ data: Measure[] }>('/desk/measures'),
  propose: (business: string, kind: Kind, reason: string) =>
    call<Measure>('/desk/measures', { business, kind, reason }),
  move: (id: string, to: 'confirm' | 'drop' | 'lift') => call<Measure>(`/desk/measures/${id}/${to}`, {}),
  appeals: () => call<{ data: Appeal[] }>('/desk/appeals'),
  answer: (id: string, granted: boolean, text: string) =>
    call<Appeal>(`/desk/appeals/${id}/answer`, { granted, text }),
  templates: () => call<{ data: WaitingTemplate[]; more: boolean }>('/desk/templates'),
  guards,
  confirmGuard: (business: string) => call<unknown>(`/businesses/${business}/guard/confirm`, {}),
  hijack: (business: string) => call<unknown>(`/businesses/${business}/guard/hijack`, {}),
  review: (id: string, review: { status: 'APPROVED' | 'REJECTED'; reason?: string; note?: string }) =>
    call<unknown>(`/templates/${id}/review`, review),
};

/** What went wrong, for an operator. */
export function deskError(error: unknown): string {
  if (error instanceof ApiError) {
    const key = `console.error.${error.problem.code}`;
    if (known(key)) return t(key);
  }
  return errorText(error);
}
