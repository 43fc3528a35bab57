import type { InstallEvents } from '../../installer/index.ts';
import type { Deployed, Progress } from '../../release/index.ts';
import type { Progress as Steps } from '../up/progress.ts';

const barLength = 20;
const widthAtLeast = 40;

/**
 * A line per chart. On a terminal it is a bar that fills as objects get ready, redrawn in place, and what is waited for;
 * elsewhere one plain line when a chart begins and one when it is ready.
 */
export class ChartBars implements InstallEvents {
  readonly #steps: Steps;
  readonly #widthOf: () => number;
  #heading = '';
  #since = 0;
  #total = 0;

  /** @param widthOf columns of the terminal */
  constructor(steps: Steps, widthOf: () => number) {
    this.#steps = steps;
    this.#widthOf = widthOf;
  }

  onStep(what: string): void {
    this.#steps.begin(what);
  }

  onWarning(line: string): void {
    this.#steps.print(`warning: ${line}`);
  }

  onChart(name: string, index: number, count: number): void {
    this.#heading = `[${index}/${count}] ${name}`;
    this.#since = performance.now();
    this.#total = 0;
    this.#steps.begin(this.#heading);
  }

  onProgress(progress: Progress): void {
    this.#total = progress.total;
    const room = Math.max(this.#widthOf() - 12, widthAtLeast); // the seconds stand behind it
    this.#steps.change(`${this.#heading.padEnd(28)} ${barText(progress)}`.slice(0, room));
  }

  onReady(_name: string, did: Deployed): void {
    const seconds = Math.round((performance.now() - this.#since) / 1_000);
    const objects = this.#total === 1 ? '1 object' : `${this.#total} objects`;
    this.#steps.end(`${this.#heading} ${did}: ${this.#total > 0 ? `${objects} ready, ` : ''}${seconds} s`);
  }
}

/** `[#####---------------] 1/4 ready  Deployment web: 0 of 1 ready` */
export function barText({ ready, total, waiting }: Progress): string {
  const filled = total === 0 ? barLength : Math.floor((ready / total) * barLength);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(barLength - filled)}]`;
  return `${bar} ${ready}/${total} ready${waiting === undefined ? '' : `  ${waiting.replace(/\s+/g, ' ')}`}`;
}
