// WhatsApp's text formatting, parsed to a tree. Never HTML: whatever is not understood stays text.

export type Node =
  | { type: 'text'; text: string }
  | { type: 'bold'; children: Node[] }
  | { type: 'italic'; children: Node[] }
  | { type: 'strike'; children: Node[] }
  | { type: 'code'; text: string }
  | { type: 'block'; text: string }
  | { type: 'link'; text: string; href: string };

const MARKS: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };
const MAX_DEPTH = 3;
const LINK = /https?:\/\/[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const WORD = /[\p{L}\p{N}]/u;

/** The address if it is one of the web, otherwise `null`: `javascript:`, `data:` and the like stay text. */
export function webAddress(text: string): URL | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  // A name and password in front of the host only serve to show a false one.
  return web && url.host !== '' && url.username === '' && url.password === '' ? url : null;
}

/** The address if an app may be asked to open it: any scheme, except those that run or show something here. */
export function appAddress(text: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\/[^\s]+$/iu.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || /^(javascript|data|file|vbscript|blob|about)$/u.test(scheme)) return null;
  return scheme === 'http' || scheme === 'https' ? (webAddress(text)?.href ?? null) : text;
}

function withLinks(text: string): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const found = match[0].replace(/[.,;:!?)\]}*_~]+$/u, '');
    const url = webAddress(found);
    if (!url) continue;
    if (match.index > from) nodes.push({ type: 'text', text: text.slice(from, match.index) });
    nodes.push({ type: 'link', text: found, href: url.href });
    from = match.index + found.length;
  }
  if (from < text.length) nodes.push({ type: 'text', text: text.slice(from) });
  return nodes;
}

/** A mark opens at the edge of a word and before something that is no space. */
function opens(text: string, at: number): boolean {
  const before = text[at - 1];
  const after = text[at + 1];
  return after !== undefined && !/\s/u.test(after) && after !== text[at] && (!before || !WORD.test(before));
}

/** The place of the closing mark in the same line, or -1. */
function closing(text: string, at: number, end: number): number {
  const mark = text[at];
  for (let place = at + 2; place < end; place += 1) {
    if (text[place] === '\n') return -1;
    if (text[place] !== mark || /\s/u.test(text[place - 1] ?? ' ')) continue;
    const after = text[place + 1];
    if (!after || !WORD.test(after)) return place;
  }
  return -1;
}

function inline(text: string, depth: number): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  // A line without a closing mark is searched once per kind of mark, so that hostile input stays linear.
  const barren = new Map<string, number>();
  const flush = (to: number): void => {
    if (to > from) nodes.push(...withLinks(text.slice(from, to)));
  };
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] ?? '';
    const kind = MARKS[mark];
    if ((!kind && mark !== '`') || at < (barren.get(mark) ?? 0)) continue;
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    if (!opens(text, at) || insideLink(text, at)) continue;
    const close = closing(text, at, end);
    if (close < 0) {
      barren.set(mark, end);
      continue;
    }
    flush(at);
    const inner = text.slice(at + 1, close);
    if (!kind) nodes.push({ type: 'code', text: inner });
    else
      nodes.push({ type: kind, children: depth < MAX_DEPTH ? inline(inner, depth + 1) : withLinks(inner) });
    from = close + 1;
    at = close;
  }
  flush(text.length);
  return nodes;
}

/** Underscores inside an address are part of it. */
function insideLink(text: string, at: number): boolean {
  const start = Math.max(text.lastIndexOf(' ', at), text.lastIndexOf('\n', at)) + 1;
  return at - start < 2_048 && /^\(?https?:\/\//iu.test(text.slice(start, start + 10));
}

/** The text as a tree: blocks between three backticks, the rest line by line. */
export function parseFormatting(text: string): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('```', from);
    const close = open < 0 ? -1 : text.indexOf('```', open + 3);
    if (close < 0 || close === open + 3) break;
    nodes.push(...inline(text.slice(from, open), 0));
    nodes.push({ type: 'block', text: text.slice(open + 3, close).replace(/^\n|\n$/gu, '') });
    from = close + 3;
  }
  nodes.push(...inline(text.slice(from), 0));
  return nodes;
}

/** The words alone: for previews, names and announcements. */
export function plainText(text: string): string {
  const words = (nodes: Node[]): string =>
    nodes.map((node) => ('children' in node ? words(node.children) : node.text)).join('');
  return words(parseFormatting(text)).replace(/\s+/gu, ' ').trim();
}

/** Text that cannot turn the direction of what stands around it (U+2068 … U+2069). */
export function isolated(text: string): string {
  return `\u2068${text.replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')}\u2069`;
}

/** At most `limit` characters, cut between characters. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${Array.from(text.slice(0, limit * 2))
    .slice(0, limit)
    .join('')}…`;
}

/** Number of characters as the limits of the API count them. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
