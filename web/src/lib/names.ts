/** One or two letters for a stamp; `?` when there is no letter. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toLocaleUpperCase() || '?';
}

/** A hue number 0–7 that stays with an id. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % 8;
}

/** Outline of a postage stamp of `size` with `teeth` bites per side, as an SVG path. */
export function stampOutline(size: number, teeth: number): string {
  const pitch = size / teeth;
  const bite = pitch * 0.3;
  const flat = (pitch - 2 * bite) / 2;
  const side = (dx: number, dy: number): string =>
    Array.from({ length: teeth }, () => {
      const gap = `l${dx * flat} ${dy * flat}`;
      return `${gap}a${bite} ${bite} 0 0 0 ${dx * 2 * bite} ${dy * 2 * bite}${gap}`;
    }).join('');
  return `M0 0${side(1, 0)}${side(0, 1)}${side(-1, 0)}${side(0, -1)}z`;
}
