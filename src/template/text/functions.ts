import { type Funcs, func } from '../go/index.ts';
import { sprigFuncs } from '../sprig/index.ts';

/** Sprig's functions that slim-sprig has dropped: its list of v3.0.0 against sprig's of v3.3.0. */
const notSlim = words(`
  abbrev abbrevboth initials nospace untitle swapcase snakecase camelcase kebabcase wrap wrapWith
  deepCopy mustDeepCopy merge mergeOverwrite mustMerge mustMergeOverwrite semver semverCompare
  add1f addf subf mulf divf sha512sum bcrypt htpasswd derivePassword
  genPrivateKey buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey
  genSignedCert genSignedCertWithKey encryptAES decryptAES
  randAlphaNum randAlpha randNumeric randAscii randBytes shuffle uuidv4 getHostByName
`);

/** What gives another text the next time, or takes a long while. */
const notRepeatable = words(`
  now ago date date_in_zone dateInZone date_modify dateModify must_date_modify mustDateModify htmlDate htmlDateInZone
  randAlphaNum randAlpha randNumeric randAscii randBytes randInt shuffle uuidv4 getHostByName
  genPrivateKey buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey
  genSignedCert genSignedCertWithKey encryptAES decryptAES bcrypt htpasswd derivePassword
`);

/** slim-sprig over an environment; without getHostByName, which would have to wait for the network. */
export function slimFuncs(env: Readonly<Record<string, string | undefined>>, expand: (text: string) => string): Funcs {
  return {
    ...without(sprigFuncs, notSlim),
    env: func(['string'], (name) => env[name] ?? ''),
    expandenv: func(['string'], expand),
  };
}

/** Sprig without clock, chance, network and environment: the same data give the same text. */
export const repeatableFuncs: Funcs = without(sprigFuncs, notRepeatable);

function without(funcs: Funcs, names: ReadonlySet<string>): Funcs {
  return Object.fromEntries(Object.entries(funcs).filter(([name]) => !names.has(name)));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
