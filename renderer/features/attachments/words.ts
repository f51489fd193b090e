import type { MediaType } from '#shared/domain/attachments';

const ENDINGS: Readonly<Record<MediaType, string>> = {
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'text/plain': '.txt',
};

/** The name of a file without its ending: "Zeugnis.pdf" → "Zeugnis". */
export function withoutEnding(name: string): string {
  return name.replace(/\.[A-Za-z0-9]{1,5}$/, '').trim();
}

/** The name under which a copy is saved; characters that file systems refuse become a dash. */
export function fileName(name: string, type: MediaType): string {
  return `${name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '-')}${ENDINGS[type]}`;
}

/** "340 kB", "2,4 MB" in a language. */
export function sizeWords(bytes: number, language: string): string {
  const [value, unit] =
    bytes < 1_000_000 ? [Math.max(bytes, 100) / 1_000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  const style = { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(language, style).format(value);
}

/** A JPEG kept as base64url, as address of an image. */
export function pictureAddress(base64url: string): string {
  return `data:image/jpeg;base64,${base64url.replaceAll('-', '+').replaceAll('_', '/')}`;
}
