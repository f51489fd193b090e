import type { Page } from '@playwright/test';
import { axe } from './support/axe';
import { test, expect } from './support/wegbuch';

/** Every screen of the staff desk in the demo office, looked at by axe. */
async function violations(page: Page, rules: string[] = []): Promise<string[]> {
  const looking = axe(page);
  const { violations: found } = await (rules.length > 0 ? looking.withRules(rules) : looking).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

async function demoOffice(page: Page): Promise<void> {
  await page.goto(new URL('/?demo', page.url()).href);
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 60_000 });
}

/** Goes to an address of the desk and waits until its heading and no placeholder stands there. */
async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), address);
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** The address of the first client file of the list. */
async function firstFile(page: Page): Promise<string> {
  await visit(page, '/client-files');
  const href = await page.getByRole('grid').getByRole('link').first().getAttribute('href');
  return (href ?? '').replace('#', '');
}

/** `rules`: what can differ in this look; none means all. */
interface Look {
  theme: 'light' | 'dark';
  mirrored: boolean;
  rules: string[];
}

/** The settings of this device as the app keeps them. */
async function look(page: Page, settings: Look): Promise<void> {
  await page.addInitScript(
    (stored) => localStorage.setItem('wegbuch.settings', stored),
    JSON.stringify(settings),
  );
}

const LOOKS: Record<string, Look> = {
  light: { theme: 'light', mirrored: false, rules: [] },
  dark: { theme: 'dark', mirrored: false, rules: ['color-contrast'] },
  'right to left': { theme: 'light', mirrored: true, rules: ['color-contrast', 'target-size'] },
};

for (const [name, settings] of Object.entries(LOOKS)) {
  test(`every screen of the desk is accessible, ${name}`, async ({ device }) => {
    const { page } = await device();
    await look(page, settings);
    await demoOffice(page);
    const file = await firstFile(page);
    const found: string[] = [];
    const addresses = [
      '/',
      '/client-files',
      file,
      `${file}/assessment/new`,
      `${file}/refer`,
      '/queue',
      '/referrals',
      '/letters',
      '/letters/new',
      '/partners',
      '/conflicts',
      '/quarantine',
      '/admin',
      '/recovery-sheet',
    ];
    for (const address of addresses) {
      await visit(page, address);
      for (const problem of await violations(page, settings.rules)) found.push(`${address} ${problem}`);
    }
    await page.keyboard.press('Control+l');
    await expect(page.getByRole('heading', { name: 'Wegbuch ist gesperrt' })).toBeVisible();
    for (const problem of await violations(page, settings.rules)) found.push(`lock ${problem}`);
    expect(found).toEqual([]);
  });
}

test('the screens before the desk are accessible', async ({ device }) => {
  const { page } = await device();
  const found: string[] = [];
  const look = async (where: string) => {
    for (const problem of await violations(page)) found.push(`${where} ${problem}`);
  };
  await expect(page.getByText('Ausprobieren', { exact: true })).toBeVisible();
  await look('choose');
  await page.getByText('Neues Büro', { exact: true }).click();
  await page.getByRole('button', { name: 'Büro einrichten' }).click();
  await expect(page.getByLabel('Name des Büros')).toHaveAttribute('aria-invalid', 'true');
  await look('new office with problems');
  await page.reload();
  await page.getByText('Beitreten', { exact: true }).click();
  await expect(page.getByLabel('Code', { exact: true })).toBeVisible();
  await look('join');
  expect(found).toEqual([]);
});

test('a field that has lost its label is found', async ({ device }) => {
  const { page } = await device();
  await page.getByText('Neues Büro', { exact: true }).click();
  await page.getByLabel('Name des Büros').evaluate((field: HTMLInputElement) => {
    for (const label of field.labels ?? []) label.remove();
    for (const name of ['aria-label', 'aria-labelledby', 'aria-describedby', 'placeholder', 'title']) {
      field.removeAttribute(name);
    }
  });
  expect((await violations(page)).some((problem) => problem.startsWith('label:'))).toBe(true);
});

test('the keyboard alone takes in a client', async ({ device }) => {
  const { page } = await device();
  const { keyboard } = page;
  /** Tabs to the control of that name, as a person would who cannot use a mouse. */
  const tabTo = async (name: RegExp) => {
    for (let step = 0; step < 60; step++) {
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLInputElement | null;
        if (element === null || element === document.body) return '';
        const labels = [...(element.labels ?? [])].map(({ innerText }) => innerText).join(' ');
        return (labels || element.getAttribute('aria-label') || element.innerText).trim();
      });
      if (name.test(focused)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`no way by Tab to ${name.source}`);
  };
  await expect(page.getByText('Neues Büro', { exact: true })).toBeVisible();
  await tabTo(/^Neues Büro/);
  await keyboard.press('Enter');
  await expect(page.getByLabel('Name des Büros')).toBeVisible();
  await tabTo(/^Name des Büros/);
  await keyboard.type('Servicestelle Talstadt');
  await tabTo(/^Ihr Name/);
  await keyboard.type('Jonas Brandt');
  await tabTo(/^Passphrase( nötig)?$/);
  await keyboard.type('vier zufällige Wörter reichen');
  await tabTo(/^Passphrase wiederholen/);
  await keyboard.type('vier zufällige Wörter reichen');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Heute', level: 1 })).toBeVisible({ timeout: 30_000 });
  await tabTo(/^Klient:in aufnehmen/);
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(/^Familienname/);
  await keyboard.type('Al-Hassan');
  await tabTo(/^Vorname/);
  await keyboard.type('Samira');
  await tabTo(/^Sprache/);
  await keyboard.type('Arab');
  await expect(page.getByRole('option').first()).toHaveText(/^Arabisch/);
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await tabTo(/^Akte öffnen/);
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /Al-Hassan/ })).toBeVisible();
});
