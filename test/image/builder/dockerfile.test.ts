import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAbort } from '../../../src/errors/index.ts';
import { buildImage, writeArchive, writeLayout } from '../../../src/image/index.ts';
import { eventually } from '../../support/eventually.ts';
import { writeScript } from '../../support/scratch.ts';
import { build, failureOf, newFolder, options } from '../support/images.ts';

const it = suite('images by other builders');

const spec = {
  user: 1001,
  workdir: '/opt/helm',
  env: { A: 'a "b" $c \\' },
  ports: [8080],
  command: ['/x'],
  args: ['run'],
  labels: { 'a b': 'c' },
  volumes: ['/data'],
} as const;

/** What such a program would make, and a program that makes it: it keeps what it was asked, and the Dockerfile. */
async function builders() {
  const folder = newFolder();
  const made = await build([{ data: 'made', to: '/made' }]);
  await writeLayout(join(folder, 'layout'), [{ name: 'built', images: [made] }]);
  await writeArchive(join(folder, 'save.tar'), [{ name: 'localhost/x:1', images: [made] }]);
  const script = `echo "$@" >> ${folder}/asked
for last; do :; done
case "$1" in
  build) cp "$last/Dockerfile" ${folder}/Dockerfile; tar tzf "$last/layer-1.tar.gz" > ${folder}/listed;;
  push) cp -r ${folder}/layout "$(echo "$3" | sed 's/^oci://; s/:built$//')";;
  save) cp ${folder}/save.tar "$3";;
esac`;
  for (const name of ['docker', 'buildah', 'podman']) writeScript(join(folder, name), script);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
  return { folder, made, env };
}

for (const builder of ['docker', 'buildah', 'podman'] as const) {
  it(`${builder} is handed the layers and a Dockerfile, and what it makes is the image`, async () => {
    const { folder, made, env } = await builders();
    const image = await build([{ data: 'x', to: '/opt/x' }], spec, { ...options(), env, builder });
    assert.equal([image.manifest, image.layers], [made.manifest, made.layers]);
    assert.is(
      readFileSync(join(folder, 'Dockerfile'), 'utf8'),
      `FROM scratch
ADD layer-0.tar.gz /
ADD layer-1.tar.gz /
ENV A="a \\"b\\" \\$c \\\\"
LABEL "a b"="c"
EXPOSE 8080/tcp
VOLUME ["/data"]
WORKDIR /opt/helm
USER 1001
ENTRYPOINT ["/x"]
CMD ["run"]
`,
    );
    assert.is(readFileSync(join(folder, 'listed'), 'utf8'), 'opt/x\n');
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    assert.match(asked[0] ?? '', /^build --platform linux\/amd64 /);
    assert.match(asked.at(-1) ?? '', /^(?:rmi|image rm) localhost\/capstan-build-/);
    await writeLayout(join(newFolder(), 'layout'), [{ name: 'x:1', images: [image] }]);
  });
}

for (const builder of ['docker', 'buildah', 'podman'] as const) {
  it(`a signal leaves nothing in the store of ${builder}`, async () => {
    const { folder, env } = await builders();
    const stop = new AbortController();
    const plain = { architecture: 'amd64', layers: [{ name: 'files', files: [{ data: 'x', to: '/x' }] }] } as const;
    writeScript(
      join(folder, builder),
      `case "$1" in build) echo built >> ${folder}/asked; sleep 60;; *) sleep 0.2; echo "$@" >> ${folder}/asked;; esac`,
    );
    const building = buildImage(plain, { ...options(), env, builder }, stop.signal).catch((e) => e);
    await eventually(() => readFileSync(join(folder, 'asked')), { everyMs: 10 });
    stop.abort();
    assert.ok(isAbort(await building));
    assert.match(readFileSync(join(folder, 'asked'), 'utf8'), /^built\n(?:rmi|image rm) localhost\/capstan-build-/);
  });
}

it('Docker before 25 saves no layout: that is said', async () => {
  const { folder, env } = await builders();
  const old = newFolder();
  writeScript(join(old, 'manifest.json'), '[]');
  execFileSync('tar', ['cf', join(folder, 'save.tar'), '-C', old, 'manifest.json']);
  const failure = await failureOf(build([{ data: 'x', to: '/opt/x' }], spec, { ...options(), env, builder: 'docker' }));
  assert.is(failure.code, 'TOOL_FAILED');
  assert.match(failure.hint ?? '', /Docker 25/);
});

it('what a Dockerfile cannot say is refused', async () => {
  const { env } = await builders();
  for (const [more, builder, words] of [
    [{ env: { A: 'two\nlines' } }, 'buildah', /several lines/],
    [{ base: await layoutOf() }, 'docker', /docker takes no base/],
  ] as const) {
    const failure = await failureOf(build([{ data: 'x', to: '/x' }], more, { ...options(), env, builder }));
    assert.is(failure.code, 'IMAGE_INVALID');
    assert.match(failure.message, words);
  }
});

async function layoutOf(): Promise<string> {
  const folder = join(newFolder(), 'base');
  await writeLayout(folder, [{ name: 'base:1', images: [await build([{ data: 'x', to: '/x' }])] }]);
  return folder;
}

it.run();
