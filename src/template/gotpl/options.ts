import type { Func, GoMap } from '../go/index.ts';

/** What an absent key of a map is: the zero of the map's values, nil, or an error. */
export type MissingKey = 'default' | 'error' | 'zero';

/** Methods of maps whose type has a name, by the name of the type: each is bound to its receiver. */
export type MapMethods = Readonly<Record<string, Readonly<Record<string, (receiver: GoMap) => Func>>>>;

export interface SetOptions {
  /** Of the set: what `executeText` calls its text, and what messages call the set. */
  readonly name?: string;
  /** 'default' when it is left out, as in Go. */
  readonly missingKey?: MissingKey;
  readonly mapMethods?: MapMethods;
}
