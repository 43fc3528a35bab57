/** What all templates of one rendering of a chart are given alike. */
interface Scope {
  readonly Values: object;
  /** Made anew for each rendering. */
  readonly Release: object;
  /** The one thing that differs from one template to the next. */
  readonly Template?: unknown;
}

/** By the rendering, then by the chart's values, then by the partial: what it rendered to. */
const texts = new WeakMap<object, Map<object, Map<object, string>>>();

/**
 * The data a template was started with. A partial that is included with all of it gives every template of the chart the same
 * text, unless it asks which template that is: so it runs once.
 */
export class Root {
  readonly data: unknown;
  private readonly known: Map<object, string> | undefined;
  private readsOfTemplate = 0;

  constructor(data: unknown) {
    const scope = isScope(data) ? data : undefined;
    this.data = scope ? this.watched(scope) : data;
    this.known = scope && textsOf(scope);
  }

  once(partial: object, render: () => string): string {
    const known = this.known?.get(partial);
    if (known !== undefined) return known;
    const before = this.readsOfTemplate;
    const text = render();
    if (this.readsOfTemplate === before) this.known?.set(partial, text);
    return text;
  }

  private watched(scope: Scope): object {
    const { Template } = scope;
    const get = () => {
      this.readsOfTemplate += 1;
      return Template;
    };
    return Object.defineProperty({ ...scope }, 'Template', { enumerable: true, get });
  }
}

function isScope(data: unknown): data is Scope {
  const { Values, Release } = (data ?? {}) as Partial<Scope>;
  return [Values, Release].every((one) => typeof one === 'object' && one !== null);
}

function textsOf({ Release, Values }: Scope): Map<object, string> {
  const ofRendering = getOrAdd(texts, Release, () => new Map<object, Map<object, string>>());
  return getOrAdd(ofRendering, Values, () => new Map<object, string>());
}

function getOrAdd<K extends object, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
