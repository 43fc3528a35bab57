import { jsonFuncs } from '../encoding/index.ts';
import type { Funcs } from '../go/index.ts';
import { cryptoFuncs } from './crypto.ts';
import { dateFuncs } from './date.ts';
import { defaultFuncs } from './defaults.ts';
import { dictFuncs } from './dicts.ts';
import { encodingFuncs } from './encoding.ts';
import { listFuncs } from './lists.ts';
import { networkFuncs } from './network.ts';
import { numericFuncs } from './numeric.ts';
import { pathFuncs } from './path.ts';
import { randomFuncs } from './random.ts';
import { reflectFuncs } from './reflect.ts';
import { regexFuncs } from './regex.ts';
import { stringFuncs } from './strings.ts';
import { urlFuncs } from './url.ts';
import { versionFuncs } from './versions.ts';

/** A family that comes later would win, but no two have a name in common. */
export const sprigFuncs: Funcs = {
  ...stringFuncs,
  ...listFuncs,
  ...dictFuncs,
  ...defaultFuncs,
  ...reflectFuncs,
  ...encodingFuncs,
  ...regexFuncs,
  ...versionFuncs,
  ...pathFuncs,
  ...urlFuncs,
  ...networkFuncs,
  ...dateFuncs,
  ...numericFuncs,
  ...cryptoFuncs,
  ...randomFuncs,
  ...jsonFuncs,
};
