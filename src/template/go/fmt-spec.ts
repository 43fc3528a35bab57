/** The flags, width and precision of one verb. */
export interface Spec {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** %+v and %#v: their flags mean something else than + and # of other verbs. */
  plusV: boolean;
  sharpV: boolean;
  /** In characters; 0 when none is given, which is the same. */
  width: number;
  /** -1 when none is given. */
  precision: number;
  /** While the value of a bad verb is printed, its methods are not called. */
  isErroring: boolean;
}

export const plain: Readonly<Spec> = Object.freeze(newSpec());

export function newSpec(): Spec {
  return {
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
    width: 0,
    precision: -1,
    isErroring: false,
  };
}

/** Padded to the width, which counts characters: a byte that is no UTF-8 is one. */
export function pad(text: string, spec: Readonly<Spec>): string {
  if (spec.width === 0) return text;
  const missing = spec.width - countRunes(text);
  if (missing <= 0) return text;
  if (spec.minus) return text + ' '.repeat(missing);
  return (spec.zero ? '0' : ' ').repeat(missing) + text;
}

/** As pad, but never with zeros: they are in the number already, or not wanted. */
export function padBlank(text: string, spec: Readonly<Spec>): string {
  if (spec.width === 0) return text;
  const missing = spec.width - countRunes(text);
  if (missing <= 0) return text;
  return spec.minus ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

function countRunes(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i += 1) {
    // each pair of surrogates is one character
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}
