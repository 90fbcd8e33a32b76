// The Markdown of forms, parsed to a tree. Never HTML: whatever is not understood stays text.

import { webAddress } from '../../lib/format';

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'bold'; children: Inline[] }
  | { type: 'italic'; children: Inline[] }
  | { type: 'strike'; children: Inline[] }
  | { type: 'link'; text: string; href: string };
export type Block =
  | { type: 'heading'; inline: Inline[] }
  | { type: 'paragraph'; inline: Inline[] }
  | { type: 'list'; ordered: boolean; items: Inline[][] };

const MARKS = [
  { type: 'bold', pattern: /\*\*(?=\S)(.+?)\*\*/su },
  { type: 'strike', pattern: /~~(?=\S)(.+?)~~/su },
  { type: 'italic', pattern: /(?<!\*)\*(?=\S)([^*]+?)\*(?!\*)/su },
] as const;
const LINK = /\[([^\]]+)\]\(([^)\s]+)\)/u;
const DEPTH = 4;

export function inlineOf(text: string, depth = DEPTH): Inline[] {
  if (text === '' || depth === 0) return text === '' ? [] : [{ type: 'text', text }];
  const link = LINK.exec(text);
  const marks = MARKS.map(({ type, pattern }) => ({ type, match: pattern.exec(text) }));
  const first = [{ type: 'link' as const, match: link }, ...marks]
    .filter((found) => found.match !== null)
    .sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0];
  if (!first?.match) return [{ type: 'text', text }];
  const { index } = first.match;
  const [whole, inside = '', address = ''] = first.match;
  const url = first.type === 'link' ? webAddress(address) : null;
  const node: Inline =
    first.type !== 'link'
      ? { type: first.type, children: inlineOf(inside, depth - 1) }
      : url
        ? { type: 'link', text: inside, href: url.href }
        : { type: 'text', text: inside };
  const before = text.slice(0, index);
  return [
    ...(before === '' ? [] : [{ type: 'text' as const, text: before }]),
    node,
    ...inlineOf(text.slice(index + whole.length), depth),
  ];
}

/** Lines as blocks: headings, lists, and everything else as paragraphs. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split('\n')) {
    const heading = /^#{1,3}\s+(.+)$/u.exec(line);
    const item = /^\s*(?:([-*+])|\d+\.)\s+(.+)$/u.exec(line);
    const last = blocks.at(-1);
    if (heading?.[1] !== undefined) {
      blocks.push({ type: 'heading', inline: inlineOf(heading[1]) });
    } else if (item?.[2] !== undefined) {
      const ordered = item[1] === undefined;
      if (last?.type === 'list' && last.ordered === ordered) last.items.push(inlineOf(item[2]));
      else blocks.push({ type: 'list', ordered, items: [inlineOf(item[2])] });
    } else if (line.trim() !== '') {
      blocks.push({ type: 'paragraph', inline: inlineOf(line) });
    }
  }
  return blocks;
}
