// Draws the PNG icons from icons/icon.svg with the Chromium that the browser tests use.
import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const ICONS = new URL('../public/icons/', import.meta.url);
const svg = readFileSync(new URL('icon.svg', ICONS), 'utf8');
const DRAWINGS = [
  { file: 'icon-180.png', size: 180, scale: 1, square: true },
  { file: 'icon-192.png', size: 192, scale: 1, square: false },
  { file: 'icon-512.png', size: 512, scale: 1, square: false },
  // Launchers cut a circle or a drop out of this one: the drawing keeps to the middle.
  { file: 'icon-maskable-512.png', size: 512, scale: 0.72, square: true },
];

const browser = await chromium.launch({
  executablePath: process.env.KURIER_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  for (const { file, size, scale, square } of DRAWINGS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const background = square ? '#10283A' : 'transparent';
    const side = Math.round(size * scale);
    const drawing = svg.replace('<svg ', `<svg width="${side}" height="${side}" `);
    await page.setContent(
      `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${background}">${drawing}`,
    );
    await page.screenshot({ path: new URL(file, ICONS).pathname, omitBackground: !square });
    await page.close();
  }
} finally {
  await browser.close();
}
