/**
 * Keeps one of what is equal, for as long as somebody uses it: a hundred charts with the same subchart, or the same file,
 * hold it once.
 */
export class Share<T extends object> {
  private readonly held = new Map<string, WeakRef<T>>();
  private readonly registry = new FinalizationRegistry<string>((key) => {
    if (this.held.get(key)?.deref() === undefined) this.held.delete(key);
  });

  get(key: string): T | undefined {
    return this.held.get(key)?.deref();
  }

  /** @param key equal for equal values */
  keep(key: string, value: T): T {
    this.held.set(key, new WeakRef(value));
    this.registry.register(value, key);
    return value;
  }
}
