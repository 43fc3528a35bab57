import { readFileSync } from 'node:fs';
import { CapstanError, fileErrorText } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';

/** Where a Knitfab is: the file knitprofile that the installer hands out. */
export interface Profile {
  /** https://HOST:PORT/api */
  readonly apiRoot: string;
  /** The authority that signed its certificate, base64 of PEM. */
  readonly cert?: { readonly ca?: string };
}

export function readProfile(file: string): Profile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const hint = 'give the knitprofile of your Knitfab with --profile or KNIT_PROFILE';
    throw new CapstanError('FILE_UNREADABLE', fileErrorText(error, file), { hint, cause: error });
  }
  const profile = parseYaml(text, { file }) as Partial<Profile> | null;
  if (typeof profile?.apiRoot !== 'string' || !URL.canParse(profile.apiRoot)) {
    throw new CapstanError('USAGE', `${file} is no knitprofile: its apiRoot is no URL`);
  }
  return profile as Profile;
}
