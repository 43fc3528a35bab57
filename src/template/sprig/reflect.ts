import { deepEqual, type Funcs, func, kindName, typeName } from '../go/index.ts';

/** Types and kinds by Go's names: `map[string]interface {}` is a `map`. */
export const reflectFuncs: Funcs = {
  typeOf: func(['any'], typeName),
  typeIs: func(['string', 'any'], (name, value) => name === typeName(value)),
  typeIsLike: func(['string', 'any'], (name, value) => {
    const type = typeName(value);
    return type === name || type === `*${name}`;
  }),
  kindOf: func(['any'], kindName),
  kindIs: func(['string', 'any'], (name, value) => name === kindName(value)),
  deepEqual: func(['any', 'any'], deepEqual),
};
