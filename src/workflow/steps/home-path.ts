import { existsSync } from 'node:fs';

/**
 * `bash /data/cloudmgr/scripts/x.sh` means the home's, wherever that lies in truth; what the home does not have and
 * /data/cloudmgr has is meant as it is written.
 */
export function atHome(word: string, home: string, exists: (path: string) => boolean = existsSync): string {
  return word.replace(
    /(^|[=:])\/data\/cloudmgr((?:\/[^:]*)?)(?=:|$)/g,
    (written: string, before: string, below: string) => {
      const found = `${home}${below}`;
      return !exists(found) && exists(written.slice(before.length)) ? written : `${before}${found}`;
    },
  );
}
