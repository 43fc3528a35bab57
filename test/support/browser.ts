import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's package chromium. */
const executablePath = '/usr/bin/chromium';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What this machine lacks for a real browser; undefined when it has all. */
export function whyNoBrowser(): string | undefined {
  return existsSync(executablePath) ? undefined : `there is no ${executablePath}`;
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: ['--no-sandbox'] });
}

/** A page in a profile of its own, and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, and what the browser wrote to its console as an error. */
  readonly faults: readonly string[];
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const viewport = { width: 1280, height: 860 };
  // What moves is met in the middle of its way.
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${error.name}: ${error.message}`));
  page.on('console', (message) => {
    // that a request was refused says the browser as well; the page says it in its own words
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  await page.addInitScript(watchShifts);
  return { page, faults };
}

interface Finding {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** What axe-core finds that is serious or critical, one line for each place. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // evaluated by the debugger, which the page's policy of contents does not bind
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: readonly Finding[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${impact} ${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** How much of what was seen has moved by itself, as browsers count it (cumulative layout shift; below 0.1 is called good). */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate('globalThis.layoutShift');
}

function watchShifts(): void {
  interface Shift {
    readonly value: number;
    readonly hadRecentInput: boolean;
  }
  const seen = globalThis as unknown as { layoutShift: number };
  seen.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as Shift[]) {
      if (!entry.hadRecentInput) seen.layoutShift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true } as never);
}
