/** Texts that wait for a chat to be opened: what an address into it brings along. */
const waiting = new Map<string, string>();

export function leaveDraft(business: string, text: string): void {
  waiting.set(business, text);
}

/** The text for this chat, once. */
export function takeDraft(business: string): string {
  const text = waiting.get(business) ?? '';
  waiting.delete(business);
  return text;
}
