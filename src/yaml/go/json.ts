import { CapstanError } from '../../errors/index.ts';
import { findHugeNumber, findJsonProblem } from './json-problem.ts';
import { findMismatch, type GoTarget } from './target.ts';

export interface GoJsonOptions {
  /** What objects become: plain objects (the default), or Maps. */
  readonly maps?: 'object' | 'Map';
  /** What the caller decodes into; anything by default. null is of each type. */
  readonly into?: GoTarget;
}

/** What encoding/json's Unmarshal leaves, and the error it returns, perhaps both. */
export interface GoJson {
  /** undefined for a text that is no JSON, or not of the type; a number that float64 does not hold is null. */
  readonly data: unknown;
  /** Go's text. */
  readonly error: string | undefined;
}

/**
 * A text as encoding/json reads it: numbers as float64, what is no UTF-8 as U+FFFD.
 * @throws CapstanError YAML_INVALID with Go's text, `invalid character 'x' looking for beginning of value`
 */
export function readGoJson(text: string, options: GoJsonOptions = {}): unknown {
  const { data, error } = unmarshalJson(text, options);
  if (error !== undefined) throw new CapstanError('YAML_INVALID', error);
  return data;
}

/** As readGoJson, for those who want the data beside the error, as Go gives it. */
export function unmarshalJson(text: string, options: GoJsonOptions = {}): GoJson {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { data: undefined, error: findJsonProblem(text) };
  }
  const converter = new Converter(options.maps === 'Map', maybeIllFormed.test(text));
  const data = converter.convert(parsed, 0);
  if (converter.isTooDeep) return { data: undefined, error: 'exceeded max depth' };
  const mismatch = findMismatch(parsed, options.into ?? 'any');
  if (mismatch !== undefined) return { data: undefined, error: mismatch };
  if (!converter.hasHuge) return { data, error: undefined };
  return { data, error: `json: cannot unmarshal number ${findHugeNumber(text)} into Go value of type float64` };
}

/** Halves of pairs, written as such or as escapes. */
const maybeIllFormed = /[\ud800-\udfff]|\\u[dD]/;

class Converter {
  hasHuge = false;
  isTooDeep = false;
  private readonly asMaps: boolean;
  private readonly mendsTexts: boolean;

  constructor(asMaps: boolean, mendsTexts: boolean) {
    this.asMaps = asMaps;
    this.mendsTexts = mendsTexts;
  }

  convert(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.mendsTexts ? value.toWellFormed() : value;
    if (typeof value === 'number') {
      if (Number.isFinite(value)) return value;
      this.hasHuge = true;
      return null;
    }
    if (value === null || typeof value !== 'object') return value;
    if (depth >= 10_000) {
      this.isTooDeep = true;
      return null;
    }
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i += 1) value[i] = this.convert(value[i], depth + 1);
      return value;
    }
    return this.asMaps ? this.toMap(value, depth) : this.mend(value as Record<string, unknown>, depth);
  }

  private toMap(value: object, depth: number): Map<string, unknown> {
    const map = new Map<string, unknown>();
    for (const [key, item] of Object.entries(value)) {
      map.set(this.mendsTexts ? key.toWellFormed() : key, this.convert(item, depth + 1));
    }
    return map;
  }

  private mend(value: Record<string, unknown>, depth: number): unknown {
    const entries = Object.entries(value).map(
      ([key, item]) => [key.toWellFormed(), this.convert(item, depth + 1)] as const,
    );
    return Object.fromEntries(entries);
  }
}
