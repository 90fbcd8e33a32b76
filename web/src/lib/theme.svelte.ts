export type Theme = 'system' | 'light' | 'dark';
export const THEMES: Theme[] = ['system', 'light', 'dark'];

const STORED = 'kurier.theme';

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORED);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

class Appearance {
  theme = $state<Theme>(stored());

  choose(theme: Theme): void {
    this.theme = theme;
    try {
      localStorage.setItem(STORED, theme);
    } catch {
      // Without storage the choice lasts until the page closes.
    }
  }
}

export const appearance = new Appearance();
