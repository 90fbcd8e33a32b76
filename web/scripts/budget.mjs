// Fails when the messenger's first load outgrows its budget (compressed bytes: everything index.html names, and the
// longest of the dictionaries, one of which is loaded before anything is shown).
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const BUDGETS = [
  { kind: 'JavaScript', pattern: /(?:src|href)="\/(assets\/[^"]+\.js)"/g, limit: 60_000 },
  { kind: 'CSS', pattern: /href="\/(assets\/[^"]+\.css)"/g, limit: 25_000 },
];

function compressed(file) {
  return brotliCompressSync(readFileSync(new URL(file, DIST))).length;
}

function dictionary() {
  const all = readdirSync(new URL('assets/', DIST)).filter((name) => /^(?:de|en)-[^.]+\.js$/.test(name));
  if (all.length !== 2)
    throw new Error(`one dictionary for each language was expected, not ${all.join(', ')}`);
  return Math.max(...all.map((name) => compressed(`assets/${name}`)));
}

const html = readFileSync(new URL('index.html', DIST), 'utf8');
let over = false;
for (const { kind, pattern, limit } of BUDGETS) {
  const files = [...new Set([...html.matchAll(pattern)].map((match) => match[1]))];
  if (files.length === 0) throw new Error(`index.html names no ${kind} file`);
  const total = files.reduce((sum, file) => sum + compressed(file), kind === 'JavaScript' ? dictionary() : 0);
  console.log(`${kind}: ${total} of ${limit} bytes in ${files.length} file(s)`);
  over ||= total > limit;
}
if (/<script(?![^>]*\bsrc=)|<style|\sstyle="|\son\w+="/.test(html)) {
  console.error('index.html holds inline code or styles, which the content security policy forbids');
  over = true;
}
process.exit(over ? 1 : 0);
