/** Raised whenever the same model would give other pages; each printed letter keeps the number. */
export const PAPER_VERSION = 1;

/** The static font families (@fontsource) that lay out a letter, with the version of their files. */
export const PAPER_FONTS = 'Noto Sans 5.3.0, Noto Sans Arabic 5.3.0, Noto Sans Ethiopic 5.3.0';
