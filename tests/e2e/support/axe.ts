import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * Axe over a page. Left out: what was announced a moment ago, which names itself by controls that may be gone; and
 * the frame of the paper, a document of its own, whose headings and landmarks do not belong to the page around it.
 */
export function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).exclude('[data-live-announcer]').exclude('iframe').setLegacyMode();
}
