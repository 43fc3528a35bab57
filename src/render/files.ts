import { type ChartFile, isMatch } from '../chart/index.ts';
import { fromBytes, toYaml } from '../template/index.ts';

/** `Files` in a template: the chart's files that are neither templates nor the chart's own. */
export class Files {
  private readonly byPath: ReadonlyMap<string, Buffer>;

  constructor(files: Iterable<ChartFile>) {
    this.byPath = new Map([...files].map(({ path, data }) => [path, data]));
    Object.freeze(this);
  }

  /** The text of a file, '' when there is none. */
  Get(path: string): string {
    const data = this.byPath.get(path);
    return data === undefined ? '' : fromBytes(data);
  }

  GetBytes(path: string): Uint8Array {
    return Uint8Array.from(this.byPath.get(path) ?? []);
  }

  paths(): Iterable<string> {
    return this.byPath.keys();
  }

  /** The files whose path matches, as Files again. */
  Glob(pattern: string): Files {
    return new Files(this.entries().filter(({ path }) => isMatch(pattern, path)));
  }

  /** The lines of a file, without a last empty one. */
  Lines(path: string): string[] {
    const text = this.Get(path);
    return text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  }

  /** The data of a ConfigMap: `name: text` for each file, without its folder, sorted by name. */
  AsConfig(): string {
    return this.asData(fromBytes);
  }

  /** The data of a Secret: as AsConfig, the contents in base64. */
  AsSecrets(): string {
    return this.asData((data) => data.toString('base64'));
  }

  /** `for (const [path, text] of it.Files.Glob('conf/*'))` */
  *[Symbol.iterator](): Generator<[path: string, text: string]> {
    for (const [path, data] of this.byPath) yield [path, fromBytes(data)];
  }

  private entries(): ChartFile[] {
    return [...this.byPath].map(([path, data]) => ({ path, data }));
  }

  private asData(encode: (data: Buffer) => string): string {
    return toYaml(
      new Map([...this.byPath].map(([path, data]) => [path.slice(path.lastIndexOf('/') + 1), encode(data)] as const)),
    );
  }
}
