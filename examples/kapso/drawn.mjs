// Files of every kind, made here: small, whole, and shown by any program that knows their format.

import { crc32, deflateSync } from "node:zlib";

const u32 = (value, little = false) => {
  const bytes = Buffer.alloc(4);
  if (little) bytes.writeUInt32LE(value); else bytes.writeUInt32BE(value);
  return bytes;
};
const ascii = (text) => Buffer.from(text, "latin1");

/** A picture of one colour. */
export function png(width = 64, height = 64, colour = [30, 110, 90]) {
  const chunk = (name, content) => {
    const checked = Buffer.concat([ascii(name), content]);
    return Buffer.concat([u32(content.length), checked, u32(crc32(checked))]);
  };
  const row = Buffer.concat([Buffer.from([0]), ...Array(width).fill(Buffer.from(colour))]);
  const head = Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([
    ascii("\x89PNG\r\n\x1a\n"), chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(Array(height).fill(row)))), chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A sticker of one colour: lossless WebP whose five prefix codes have one symbol each. */
export function webp(side = 512, [red, green, blue] = [250, 180, 40]) {
  let [bits, count] = [0n, 0n];
  const put = (value, width) => {
    bits |= BigInt(value) << count;
    count += BigInt(width);
  };
  for (const [value, width] of [[side - 1, 14], [side - 1, 14], [1, 1], [0, 3], [0, 1], [0, 1], [0, 1]]) put(value, width);
  for (const symbol of [green, red, blue, 255]) {
    put(0b101, 3);
    put(symbol, 8);
  }
  put(0b0001, 4);
  const packed = [];
  for (; count > 0n; count -= 8n, bits >>= 8n) packed.push(Number(bits & 255n));
  const data = Buffer.from([0x2f, ...packed]);
  const even = data.length % 2 ? Buffer.concat([data, Buffer.from([0])]) : data;
  const chunk = Buffer.concat([ascii("VP8L"), u32(even.length, true), even]);
  return Buffer.concat([ascii("RIFF"), u32(4 + chunk.length, true), ascii("WEBP"), chunk]);
}

/** Silence: MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono. */
export const mp3 = () =>
  Buffer.concat(Array(20).fill(Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc4]), Buffer.alloc(413)])));

/** The first page of an Opus stream, as far as a server looks at it. */
export function ogg() {
  const head = Buffer.concat([ascii("OpusHead"), Buffer.from([1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
  return Buffer.concat([ascii("OggS"), Buffer.from([0, 2]), Buffer.alloc(20), Buffer.from([1, head.length]), head]);
}

/** A film without pictures in it: its boxes say that it has a picture track. */
export function mp4() {
  const box = (name, ...content) => {
    const inner = Buffer.concat(content);
    return Buffer.concat([u32(8 + inner.length), ascii(name), inner]);
  };
  const handler = box("hdlr", Buffer.alloc(8), ascii("vide"), Buffer.alloc(13));
  return Buffer.concat([box("ftyp", ascii("isom\0\0\0\0isom")), box("moov", box("trak", box("mdia", handler)))]);
}

/** One page with one line. */
export function pdf(line = "Boarding pass") {
  const text = `BT /F1 24 Tf 40 120 Td (${line}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
      + " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((content, index) => {
    const place = body.length;
    body += `${index + 1} 0 obj\n${content}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${places.join("")}`;
  return ascii(`${body}${table}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`);
}
