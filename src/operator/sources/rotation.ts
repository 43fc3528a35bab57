/** `NAME[,NAME…]=TOKEN` for some of the generated Secrets, or a `TOKEN` for all: a new word asks for new content. */
export const rotateAnnotation = 'capstan.dev/rotate';

export interface Rotation {
  /** The word that counts for the Secret of that name. */
  tokenFor(name: string): string | undefined;
  /** Names in the annotation that no Secret has. */
  readonly unknown: readonly string[];
}

const namesAndToken = /^([^=]+)=(.+)$/s;

export function readRotation(annotation: string | undefined, names: readonly string[]): Rotation {
  if (!annotation) return { tokenFor: () => undefined, unknown: [] };
  const [, list, token] = namesAndToken.exec(annotation) ?? [];
  if (list === undefined) return { tokenFor: () => annotation, unknown: [] };
  const chosen = list.split(',').map((name) => name.trim());
  return {
    tokenFor: (name) => (chosen.includes(name) ? token : undefined),
    unknown: chosen.filter((name) => !names.includes(name)),
  };
}
