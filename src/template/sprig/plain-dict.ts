import { type GoMap, typeNameOf, type Value } from '../go/index.ts';

/**
 * The same dictionary by its plain type. A function that takes and returns map[string]interface{} makes one of
 * chartutil.Values: `typeOf` and `dig` can tell, and yet both change together.
 */
export function asPlain(dict: GoMap): GoMap {
  return dict[typeNameOf] === undefined ? dict : new PlainDict(dict);
}

/** Holds nothing itself. */
class PlainDict extends Map<string, Value> {
  readonly #dict: GoMap;

  constructor(dict: GoMap) {
    super();
    this.#dict = dict;
  }

  override get size() {
    return this.#dict?.size ?? 0;
  }

  override get(key: string) {
    return this.#dict.get(key);
  }

  override has(key: string) {
    return this.#dict.has(key);
  }

  override set(key: string, value: Value) {
    this.#dict.set(key, value);
    return this;
  }

  override delete(key: string) {
    return this.#dict.delete(key);
  }

  override clear() {
    this.#dict.clear();
  }

  override keys() {
    return this.#dict.keys();
  }

  override values() {
    return this.#dict.values();
  }

  override entries() {
    return this.#dict.entries();
  }

  override [Symbol.iterator]() {
    return this.#dict[Symbol.iterator]();
  }

  override forEach(visit: (value: Value, key: string, map: Map<string, Value>) => void, self?: unknown) {
    this.#dict.forEach((value, key) => {
      visit.call(self, value, key, this);
    });
  }
}
