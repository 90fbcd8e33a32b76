import { api } from '../lib/api';
import type { Conversation } from '../lib/conversation.svelte';
import { lineOf, nameOf } from '../lib/describe';
import { isQuiet, isUrgent } from '../lib/quiet';
import type { BudgetState, FromBusiness } from '../lib/types';
import { paths } from './router';

/** Where the person's clock hangs, as this browser says. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

let known: Promise<BudgetState | null> | null = null;

/** What she chose. Whoever named no zone yet is taken to be where her browser is. */
export function begin(): void {
  known ??= ask();
}

async function ask(): Promise<BudgetState | null> {
  try {
    const state = await api.budget();
    if (state.chosen.zone !== null) return state;
    return await api.chooseBudget({ ...state.chosen, zone: ownZone() });
  } catch {
    // Without an answer nothing rings in what may be the night; the next message asks again.
    known = null;
    return null;
  }
}

/** Another choice was made on this device. */
export function chose(state: BudgetState): void {
  known = Promise.resolve(state);
}

/** What a message is about, as the permission says under which it came. */
async function topicOf(seq: number): Promise<string | null> {
  const { checks } = await api.why(seq);
  const inputs = checks.find((check) => check.rule === 'permission')?.inputs ?? [];
  return inputs.find(([name]) => name === 'topic')?.[1] ?? null;
}

async function rings(chat: Conversation, entry: FromBusiness): Promise<boolean> {
  begin();
  const state = await known;
  if (!state) return false;
  const { chosen } = state;
  if (!isQuiet(chosen.quiet ?? state.default?.quiet ?? null, entry.at, chosen.zone)) return true;
  if (!chosen.urgent.some((one) => one.business === chat.id)) return false;
  return isUrgent(chosen, chat.id, await topicOf(entry.seq).catch(() => null));
}

/** A message came while nobody looks: a notification, unless it is quiet and nobody called this urgent. */
export async function arrived(chat: Conversation, entry: FromBusiness): Promise<void> {
  if (document.visibilityState === 'visible') return;
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  if (!(await rings(chat, entry))) return;
  const registration = await navigator.serviceWorker?.ready;
  await registration?.showNotification(nameOf(chat.business), {
    body: lineOf(entry.content),
    icon: '/icons/icon-192.png',
    tag: `message-${entry.seq}`,
    data: paths.chat(chat.id),
  });
}
