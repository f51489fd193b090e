import type { Browser, Page } from '@playwright/test';
import type { LetterModel } from '#shared/domain/letters';
import type { PaperApi } from '#shared/letters/paper-protocol';
import { launchBrowser } from '../browser/launch';
import { serveFolder } from './paper-files';

declare global {
  interface Window {
    wegbuchPaper: PaperApi;
  }
}

/** A headless browser with the paper document open; prints as many jobs as wanted. */
export interface Printer {
  page: Page;
  /** One PDF of all letters of a job, tagged, with outline. */
  print(letters: LetterModel[]): Promise<{ pdf: Buffer; pages: number }>;
  close(): Promise<void>;
}

/** Opens the built paper document of `folder` headless. Throws when no browser starts. */
export async function openPrinter(folder: string): Promise<Printer> {
  const files = await serveFolder(folder);
  let browser: Browser | null = null;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(`${files.url}/paper.html`);
    await page.waitForFunction(() => 'wegbuchPaper' in window);
    const running = browser;
    return {
      page,
      async print(letters) {
        const { pages } = await page.evaluate((models) => window.wegbuchPaper.render(models), letters);
        const pdf = await page.pdf({
          tagged: true,
          outline: true,
          preferCSSPageSize: true,
          printBackground: true,
        });
        return { pdf, pages };
      },
      async close() {
        await running.close();
        files.close();
      },
    };
  } catch (error) {
    await browser?.close();
    files.close();
    throw error;
  }
}
