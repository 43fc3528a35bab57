/** Where apt finds packages: a stanza of a .sources file, as far as it matters here. */
export interface AptSource {
  readonly uris: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** The path of a keyring, or a key itself over several lines. */
  readonly signedBy?: string;
}

/** The sources of a file, in the one-line style or, for `.sources`, in stanzas. Only packages, no source code. */
export function parseSources(name: string, text: string): AptSource[] {
  return name.endsWith('.sources') ? parseStanzas(text) : parseLines(text);
}

/**
 * The sources of a system's own release, main only, for one processor: what other software is installed from is not looked at.
 * Empty when there are none.
 */
export function sourcesFor(codename: string, sources: readonly AptSource[], architecture: string): string {
  const wanted = [codename, `${codename}-updates`, `${codename}-security`];
  return sources
    .flatMap(({ uris, suites, components, signedBy }) => {
      const own = suites.filter((suite) => wanted.includes(suite));
      if (own.length === 0 || !components.includes('main')) return [];
      const lines = [
        'Types: deb',
        `URIs: ${uris}`,
        `Suites: ${own.join(' ')}`,
        'Components: main',
        `Architectures: ${architecture}`,
        ...(signedBy === undefined ? [] : [`Signed-By:${signedBy.startsWith('\n') ? '' : ' '}${signedBy}`]),
      ];
      return [`${lines.join('\n')}\n`];
    })
    .join('\n');
}

function parseStanzas(text: string): AptSource[] {
  return text
    .replace(/^#.*\n?/gm, '')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const fields = new Map<string, string>();
      for (const [, key = '', value = ''] of stanza.matchAll(/^([A-Za-z-]+):[ \t]*((?:.*)(?:\n[ \t].*)*)/gm)) {
        fields.set(key.toLowerCase(), value.trimEnd());
      }
      const words = (key: string) => (fields.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
      if (!words('types').includes('deb') || fields.get('enabled') === 'no') return [];
      const signedBy = fields.get('signed-by');
      return [
        {
          uris: words('uris').join(' '),
          suites: words('suites'),
          components: words('components'),
          ...(signedBy === undefined ? {} : { signedBy }),
        },
      ];
    });
}

function parseLines(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (!found) return [];
    const [, options = '', uris = '', suite = '', components = ''] = found;
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
    const source = { uris, suites: [suite], components: components.trim().split(/\s+/) };
    return [signedBy === undefined ? source : { ...source, signedBy }];
  });
}
