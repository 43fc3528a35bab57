import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { CapstanError, fileErrorText, isCapstanError, messageOf } from '../errors/index.ts';
import { compareText } from '../template/index.ts';
import { maxFileBytes } from './budget.ts';
import { withoutMark } from './byte-order-mark.ts';
import type { ChartFile, Warn } from './chart.ts';
import { quote } from './go-text.ts';
import { type Ignore, readIgnoreRules } from './ignore.ts';
import { isInside } from './inside.ts';

/**
 * The files of a chart's folder in the order of their names, without those that .helmignore leaves out. Symbolic links are
 * followed, as Helm follows them, and told to `warn`. Reads synchronously: a chart is hundreds of small files, for which
 * the detour over the thread pool takes longer than the reading.
 * @param top absolute
 * @param within links must not lead out of this folder and out of the chart's own; default: they may lead anywhere
 * @throws CapstanError CHART_INVALID with Helm's words
 */
export function readFolder(top: string, warn: Warn, within?: string): ChartFile[] {
  return new Walk(top, warn, within === undefined ? undefined : [realpathSync(top), realpathSync(within)]).read();
}

class Walk {
  private readonly top: string;
  private readonly warn: Warn;
  private readonly ignores: Ignore;
  private readonly files: ChartFile[] = [];
  /** Real paths; undefined: any. */
  private readonly allowed: readonly string[] | undefined;

  constructor(top: string, warn: Warn, allowed: readonly string[] | undefined) {
    this.top = top;
    this.allowed = allowed;
    this.warn = warn;
    this.ignores = this.readRules();
  }

  read(): ChartFile[] {
    this.readFolder('', [realpathSync(this.top)]);
    return this.files;
  }

  private readRules(): Ignore {
    const file = join(this.top, '.helmignore');
    try {
      if (
        this.allowed &&
        lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() &&
        !this.isAllowed(this.follow(file))
      )
        throw this.refuse('symbolic link .helmignore leads out of the chart');
      return readIgnoreRules(lstatSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '');
    } catch (error) {
      throw isCapstanError(error) ? error : this.refuse(messageOf(error));
    }
  }

  /** @param around the real paths of the folders round this one, and its own */
  private readFolder(folder: string, around: readonly string[]): void {
    const entries = readdirSync(`${this.top}/${folder}`, { withFileTypes: true });
    entries.sort((a, b) => compareText(a.name, b.name));
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) this.readLink(path, around);
      else if (entry.isDirectory()) this.enter(path, around, undefined);
      else if (!this.ignores(path, false)) this.readFile(path, entry.isFile());
    }
  }

  private readLink(path: string, around: readonly string[]): void {
    const full = `${this.top}/${path}`;
    const target = this.follow(full);
    if (!this.isAllowed(target)) throw this.refuse(`symbolic link ${path} leads out of the chart, to ${target}`);
    this.warn(
      `walk.go:75: found symbolic link in path: ${full} resolves to ${target}. Contents of linked file included and used`,
    );
    const stats: Stats = lstatSync(target);
    if (stats.isDirectory()) this.enter(path, around, target);
    else if (!this.ignores(path, false)) this.readFile(path, stats.isFile());
  }

  private follow(link: string): string {
    try {
      return realpathSync(link);
    } catch (error) {
      throw this.refuse(`error evaluating symlink ${link}: ${fileErrorText(error)}`);
    }
  }

  private isAllowed(target: string): boolean {
    return this.allowed?.some((folder) => isInside(target, folder)) ?? true;
  }

  private enter(path: string, around: readonly string[], linked: string | undefined): void {
    if (this.ignores(path, true)) return;
    const real = linked ?? `${around.at(-1)}/${path.slice(path.lastIndexOf('/') + 1)}`;
    if (linked !== undefined && around.includes(linked)) {
      throw this.refuse(`error evaluating symlink ${this.top}/${path}: EvalSymlinks: too many links`);
    }
    this.readFolder(path, [...around, real]);
  }

  private tooLarge(path: string): CapstanError {
    const name = quote(path.slice(path.lastIndexOf('/') + 1));
    return this.refuse(`chart file ${name} is larger than the maximum file size ${maxFileBytes}`);
  }

  private readFile(path: string, isRegular: boolean): void {
    const full = `${this.top}/${path}`;
    if (!isRegular) throw this.refuse(`cannot load irregular file ${full} as it has file mode type bits set`);
    let data: Buffer;
    try {
      if (statSync(full).size > maxFileBytes) throw this.tooLarge(path);
      data = readFileSync(full);
    } catch (error) {
      if (isCapstanError(error)) throw error;
      throw this.refuse(`error reading ${path}: ${fileErrorText(error)}`);
    }
    this.files.push({ path, data: withoutMark(data) });
  }

  private refuse(what: string): CapstanError {
    return new CapstanError('CHART_INVALID', what, { place: { file: this.top } });
  }
}
