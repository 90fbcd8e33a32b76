import { getContext, setContext } from 'svelte';
import type { Mailbox } from '../lib/mailbox.svelte';

/** Also for tests, which have no parent to provide it. */
export const KEY = Symbol('mailbox');

export function provideMailbox(mailbox: Mailbox): void {
  setContext(KEY, mailbox);
}
export function useMailbox(): Mailbox {
  return getContext<Mailbox>(KEY);
}
