/**
 * `$NAME` and `${NAME}` replaced by the environment's values, as Go's os.ExpandEnv does it for helm-operator:
 * an unset variable is empty, `$*`-like one-character names are names, a lone `$` stays, an unfinished `${` disappears.
 */
export function expandEnv(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replace(
    /\$(?:\{([^}]*)\}|([*#$@!?0-9-])|(\w+)|(\{))/g,
    (_, braced: string | undefined, special: string | undefined, plain: string | undefined) =>
      env[braced ?? special ?? plain ?? ''] ?? '',
  );
}
