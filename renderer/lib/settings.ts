import { useSyncExternalStore } from 'react';

/** Settings of this device. Nothing about people: they may lie open in localStorage. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  language: 'de' | 'en';
  density: 'compact' | 'comfortable';
  /** Navigation folded to a rail by hand. */
  rail: boolean;
  /** Preview of the mirrored layout for reading from right to left. */
  mirrored: boolean;
  /** Whether a PIN is still offered. */
  pinOffer: boolean;
}

const KEY = 'wegbuch.settings';
const DEFAULTS: Settings = {
  theme: 'system',
  language: 'de',
  density: 'compact',
  rail: false,
  mirrored: false,
  pinOffer: true,
};

function read(): Settings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...DEFAULTS, ...stored } : DEFAULTS;
  } catch {
    // Unreadable or forbidden storage: the defaults are a full set of settings.
    return DEFAULTS;
  }
}

let current = read();
const listeners = new Set<() => void>();
const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

/** Puts the settings on <html>, where the tokens look for them. */
export function applySettings(): void {
  const root = document.documentElement;
  const dark = current.theme === 'dark' || (current.theme === 'system' && darkSystem.matches);
  root.dataset['theme'] = dark ? 'dark' : 'light';
  root.dataset['density'] = current.density;
  root.lang = current.language;
  root.dir = current.mirrored ? 'rtl' : 'ltr';
}
darkSystem.addEventListener('change', applySettings);

export function getSettings(): Settings {
  return current;
}

export function changeSettings(patch: Partial<Settings>): void {
  current = { ...current, ...patch };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // The setting then holds until the window closes.
  }
  applySettings();
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The settings of this device, live. */
export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, getSettings);
}
