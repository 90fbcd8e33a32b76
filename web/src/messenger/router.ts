/** The screens and their addresses. Real paths, so that links, Back and reload work. */
export type Route =
  | { name: 'home' }
  | { name: 'invite'; code: string }
  | { name: 'link'; code: string }
  | { name: 'chats' }
  | { name: 'chat'; business: string }
  | { name: 'info'; business: string }
  | { name: 'permissions' }
  | { name: 'budget' }
  | { name: 'invitations' }
  | { name: 'why'; seq: number }
  | { name: 'settings' }
  | { name: 'unknown' };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/** The screen of a path; `unknown` when there is none. */
export function matchRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second, third] = parts;
  if (first === undefined) return { name: 'home' };
  const plain = ['chats', 'permissions', 'budget', 'invitations', 'settings'] as const;
  const named = plain.find((name) => name === first);
  if (parts.length === 1 && named) return { name: named };
  if (first === 'm' && second !== undefined && parts.length === 2) {
    const code = decoded(second);
    return /^[0-9a-z]{1,32}$/i.test(code) ? { name: 'link', code } : { name: 'unknown' };
  }
  if (first === 'i' && second !== undefined && parts.length === 2) {
    const code = decoded(second);
    return code === '' ? { name: 'unknown' } : { name: 'invite', code };
  }
  if (first === 'chats' && second !== undefined && /^\d{1,16}$/.test(second)) {
    if (parts.length === 2) return { name: 'chat', business: second };
    if (parts.length === 3 && third === 'info') return { name: 'info', business: second };
  }
  if (first === 'why' && second !== undefined && parts.length === 2 && /^[1-9]\d{0,9}$/.test(second)) {
    return { name: 'why', seq: Number(second) };
  }
  return { name: 'unknown' };
}

/** The code in what a person typed or pasted: a link to `/i/CODE`, or the code itself. */
export function inviteCode(typed: string): string {
  const text = typed.trim();
  const link = /\/i\/([^/?#\s]+)/u.exec(text);
  return link?.[1] ?? text.replace(/[\s-]/gu, '');
}

export const paths = {
  chat: (business: string): string => `/chats/${business}`,
  info: (business: string): string => `/chats/${business}/info`,
  why: (seq: number): string => `/why/${seq}`,
  invite: (code: string): string => `/i/${encodeURIComponent(code)}`,
};
