import { getContext, setContext } from 'svelte';
import type { Mailbox } from '../lib/mailbox.svelte';

const KEY = Symbol('mailbox');

export function provideMailbox(mailbox: Mailbox): void {
  setContext(KEY, mailbox);
}
export function useMailbox(): Mailbox {
  return getContext<Mailbox>(KEY);
}
