import { CapstanError } from '../../errors/index.ts';

/** What `${NAME}` stands for. */
export type Names = Readonly<Record<string, string>>;

/**
 * A text of build.yaml with its `${NAME}` filled in; `$$` is a dollar.
 * @param where the component that it belongs to, for messages
 * @throws CapstanError PROJECT_INVALID for a name that means nothing here
 */
export function expand(text: string, names: Names, where: string): string {
  return text.replace(/\$\$|\$\{([^}]*)\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    const value = Object.hasOwn(names, name) ? names[name] : undefined;
    if (value !== undefined) return value;
    throw new CapstanError('PROJECT_INVALID', `${where}: ${whole} in "${text}" means nothing`, {
      hint: `there are ${Object.keys(names).join(', ')}; a dollar of its own is $$`,
    });
  });
}
