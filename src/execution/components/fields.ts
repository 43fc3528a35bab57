import { isTable } from '../../chart/index.ts';
import { CapstanError, type Place } from '../../errors/index.ts';

export type Table = Readonly<Record<string, unknown>>;

/** The fields of one component, taken one by one; what is left over nobody knows. */
export class Fields {
  readonly #data: Table;
  readonly #known = new Set<string>();
  readonly place: Place;
  readonly what: string;

  /** @param what how messages call it: `component mongodb` */
  constructor(data: Table, what: string, place: Place) {
    this.#data = data;
    this.what = what;
    this.place = place;
  }

  text(key: string): string | undefined {
    const value = this.#take(key);
    if (value === undefined) return undefined;
    if (typeof value === 'object') throw this.fault(`\`${key}\` has to be a text`);
    return String(value);
  }

  /** @throws CapstanError COMPONENT_INVALID when it is missing or empty */
  requiredText(key: string): string {
    const text = this.text(key);
    if (!text) throw this.fault(`\`${key}\` is missing`);
    return text;
  }

  /** A text is a list of one; nothing and '' are an empty list. */
  texts(key: string): string[] {
    const value = this.#take(key);
    const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
    if (list.some((item) => typeof item === 'object'))
      throw this.fault(`\`${key}\` has to be a text or a list of texts`);
    return list.map(String).filter((text) => text.trim() !== '');
  }

  table(key: string): Table {
    const value = this.#take(key);
    if (value === undefined || value === '') return {};
    if (!isTable(value)) throw this.fault(`\`${key}\` has to be a table`);
    return value;
  }

  /** A table whose values are texts. */
  textTable(key: string): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(this.table(key)).map(([name, value]) => [name, this.#plain(key, name, value)]),
    );
  }

  listTable(key: string): Readonly<Record<string, readonly string[]>> {
    const entries = Object.entries(this.table(key)).map(([name, value]) => {
      const list = value === null || value === '' ? [] : Array.isArray(value) ? value : [value];
      return [name, list.map((item) => this.#plain(key, name, item))] as const;
    });
    return Object.fromEntries(entries);
  }

  /** YAML takes `on`, `yes` and `n` for booleans: a rule by such a name would count for nobody. */
  checkNames(keys: readonly string[]): void {
    for (const key of keys) {
      const wrong = Object.keys(this.table(key)).find((name) => name === 'true' || name === 'false');
      if (wrong === undefined) continue;
      throw this.fault(
        `\`${key}\` has the name ${wrong}`,
        'on, off, yes, no, y and n are read so: put such a name in quotes ("on": …)',
      );
    }
  }

  /** Either form of `envs`: raw, for whoever reads it. */
  raw(key: string): unknown {
    return this.#take(key);
  }

  /** To be called last. @throws CapstanError COMPONENT_INVALID for a field that nobody asked for */
  end(): void {
    const unknown = Object.keys(this.#data).find((key) => !this.#known.has(key));
    if (unknown === undefined) return;
    throw this.fault(`\`${unknown}\` is no field of it`, `it may have ${[...this.#known].sort().join(', ')}`);
  }

  fault(message: string, hint?: string): CapstanError {
    return new CapstanError('COMPONENT_INVALID', `${this.what}: ${message}`, {
      place: this.place,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #take(key: string): unknown {
    this.#known.add(key);
    return this.#data[key] ?? undefined;
  }

  #plain(key: string, name: string, value: unknown): string {
    if (typeof value === 'object' && value !== null) throw this.fault(`\`${key}.${name}\` has to be a text`);
    return String(value ?? '');
  }
}
