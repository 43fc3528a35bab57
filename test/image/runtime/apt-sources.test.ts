import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSources, sourcesFor } from '../../../src/image/runtime/apt-sources.ts';

const it = suite('where apt finds packages');

const lines = `# a comment
deb [arch=amd64 signed-by=/keys/a.gpg] http://a.example/debian bookworm main contrib # more
deb-src http://a.example/debian bookworm main
deb http://b.example/other bookworm-pgdg main
  deb http://c.example/security bookworm-security main
`;

const stanzas = `Types: deb deb-src
URIs: http://a.example/debian
Suites: bookworm bookworm-updates bookworm-backports
# within a stanza
Components: main
Signed-By: /keys/a.gpg

Types: deb
URIs: http://c.example/security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN KEY-----
 .
 abc

Types: deb
URIs: http://off.example
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://source.example
Suites: bookworm
Components: main
`;

it('one-line sources: the release’s own, main only', () => {
  assert.is(
    sourcesFor('bookworm', parseSources('sources.list', lines), 'arm64'),
    `Types: deb
URIs: http://a.example/debian
Suites: bookworm
Components: main
Architectures: arm64
Signed-By: /keys/a.gpg

Types: deb
URIs: http://c.example/security
Suites: bookworm-security
Components: main
Architectures: arm64
`,
  );
});

it('stanzas: suites one by one, keys in the file itself, and what is switched off', () => {
  assert.is(
    sourcesFor('bookworm', parseSources('debian.sources', stanzas), 'amd64'),
    `Types: deb
URIs: http://a.example/debian
Suites: bookworm bookworm-updates
Components: main
Architectures: amd64
Signed-By: /keys/a.gpg

Types: deb
URIs: http://c.example/security
Suites: bookworm-security
Components: main
Architectures: amd64
Signed-By:
 -----BEGIN KEY-----
 .
 abc
`,
  );
});

it('another release has none', () => {
  assert.is(sourcesFor('trixie', parseSources('sources.list', lines), 'amd64'), '');
});

it.run();
