import { deflateSync, crc32 } from 'node:zlib';
import type { Page } from '@playwright/test';

function chunk(name: string, content: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(checked), 4);
  return Buffer.concat([ends.subarray(0, 4), checked, ends.subarray(4)]);
}

/** A landscape: sky, hills and a sun, so that one sees whether it is cut or pulled. */
export function picture(width = 640, height = 400): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) {
      const hill = height * (0.62 + 0.08 * Math.sin(x / 60) + 0.05 * Math.sin(x / 23));
      const sun = Math.hypot(x - width * 0.72, y - height * 0.28) < height * 0.11;
      const sky: [number, number, number] = [120 + y / 4, 170 + y / 6, 225];
      const colour =
        y > hill ? ([46, 110 - (y - hill) / 6, 84] as const) : sun ? ([250, 205, 90] as const) : sky;
      row.set(
        colour.map((part) => Math.round(Math.min(255, part))),
        1 + x * 3,
      );
    }
    rows.push(row);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const parts = [
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

function oggCrc(page: Buffer): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

function oggPage(kind: number, number: number, until: number, packets: Buffer[]): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head[5] = kind;
  head.writeBigUInt64LE(BigInt(until), 6);
  head.writeUInt32LE(1, 14);
  head.writeUInt32LE(number, 18);
  head[26] = packets.length;
  const page = Buffer.concat([head, Buffer.from(packets.map((packet) => packet.length)), ...packets]);
  page.writeUInt32LE(oggCrc(page), 22);
  return page;
}

/** A second of silence, as Opus in Ogg. */
export function voice(): Buffer {
  const head = Buffer.from([1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);
  const tags = Buffer.from([4, 0, 0, 0, ...Buffer.from('test'), 0, 0, 0, 0]);
  // Fifty frames of 20 ms each; these three bytes are silence.
  const frames = Array.from({ length: 50 }, () => Buffer.from([0xf8, 0xff, 0xfe]));
  return Buffer.concat([
    oggPage(2, 0, 0, [Buffer.concat([Buffer.from('OpusHead'), head])]),
    oggPage(0, 1, 0, [Buffer.concat([Buffer.from('OpusTags'), tags])]),
    oggPage(4, 2, 50 * 960, frames),
  ]);
}

/** One page with one line. */
export function paper(line = 'Boarding pass'): Buffer {
  const text = `BT /F1 24 Tf 40 120 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font ' +
      '/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((content, index) => {
    const place = body.length;
    body += `${index + 1} 0 obj\n${content}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${places.join('')}`;
  const end = `trailer << /Size 5 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + end, 'latin1');
}

/** Half a second of film, recorded by the browser that will show it; a busy machine needs a second try. */
export async function film(page: Page): Promise<Buffer> {
  for (let tries = 0; tries < 10; tries++) {
    const recorded = await record(page);
    if (recorded.length > 0) return recorded;
  }
  throw new Error('the browser recorded nothing in ten tries');
}

async function record(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const pen = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/mp4' });
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const ended = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    for (let frame = 0; frame < 15; frame++) {
      if (pen) {
        pen.fillStyle = `hsl(${frame * 24} 60% 45%)`;
        pen.fillRect(0, 0, 320, 180);
      }
      await new Promise((done) => requestAnimationFrame(done));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return Buffer.from(text, 'base64');
}
