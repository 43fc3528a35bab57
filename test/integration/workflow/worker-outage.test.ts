import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { getCommand, states } from '../../../src/workflow/index.ts';
import { isAlive } from '../../subprocess/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { type Postgres, startPostgres } from '../../support/postgres.ts';
import { writeText } from '../../support/scratch.ts';
import { type WorkerStage, workerStage } from '../../workflow/worker/stage.ts';
import { WorkerProcess } from '../../workflow/worker/worker-process.ts';

/** A way to the database that can be cut: what goes over it is broken off, or held up without a word. */
class Cable implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: 'whole' | 'cut' | 'silent' = 'whole';

  private constructor(target: URL) {
    this.#server = createServer((near) => {
      if (this.#state === 'cut') return near.destroy();
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.once('close', () => {
          near.destroy();
          far.destroy();
          this.#sockets.delete(socket);
        });
      }
      near.pipe(far).pipe(near);
      if (this.#state === 'silent') this.#pause(near, far);
    });
  }

  static async to(uri: string): Promise<{ readonly cable: Cable; readonly uri: string }> {
    const target = new URL(uri);
    const cable = new Cable(new URL(uri));
    await new Promise<void>((resolve) => cable.#server.listen(0, '127.0.0.1', resolve));
    target.port = String((cable.#server.address() as AddressInfo).port);
    return { cable, uri: target.href };
  }

  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  silence(): void {
    this.#state = 'silent';
    this.#pause(...this.#sockets);
  }

  mend(): void {
    this.#state = 'whole';
    for (const socket of this.#sockets) socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pause(...sockets: readonly Socket[]): void {
    for (const socket of sockets) socket.pause();
  }
}

const startingUp = { timeoutMs: 90_000 };

const it = suite('worker: the database away');
let postgres: Postgres;
let stage: WorkerStage;
it.before(async () => {
  postgres = await startPostgres();
  stage = await workerStage({ database: postgres.uri });
});
it.after(async () => {
  await stage[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

for (const how of ['cut', 'silence'] as const) {
  it(`a task goes on while the database is away (${how}); its output is written when it is back`, async () => {
    const { cable, uri } = await Cable.to(postgres.uri);
    await using _ = cable;
    const file = (name: string) => join(stage.home, `${how}-${name}`);
    const until = (name: string) => `while [ ! -e ${file(name)} ]; do sleep 0.02; done`;
    const script = `echo before; ${until('away')}; for n in $(seq 500); do echo "line $n"; done; : > ${file('printed')}`;
    await stage.offer(how, [`bash -c '${script}'`, `bash -c 'echo next'`]);
    const id = await stage.submit(how, 'install');
    await using worker = new WorkerProcess({
      at: { database: uri },
      home: stage.home,
      options: { name: how, leaseMs: 120_000 },
    });
    await eventually(async () => assert.ok((await stage.printed(id)).includes('before')), startingUp);
    cable[how]();
    writeText(file('away'), '');
    await eventually(() => assert.ok(existsSync(file('printed'))));
    await sleep(1_500); // time for it to try in vain; nothing is decided by it
    assert.not.ok((await stage.printed(id)).includes('line 500'));
    assert.is((await getCommand(stage.store, id))?.status, states.PENDING);
    cable.mend();
    const done = await stage.ended(id);
    assert.is(done.status, states.COMPLETED);
    assert.is(done.attempt, 1);
    const printed = (await stage.printed(id)).filter((line) => line.startsWith('line '));
    assert.equal(
      printed,
      Array.from({ length: 500 }, (_, index) => `line ${index + 1}`),
    );
    assert.is(await worker.stop(), 0);
  });
}

it('away for longer than the lease: the task is ended before another may have it, and can be restarted', async () => {
  const { cable, uri } = await Cable.to(postgres.uri);
  await using _ = cable;
  const pid = join(stage.home, 'long.pid');
  await stage.offer('long', [`bash -c 'echo $$ > ${pid}; exec sleep 600'`]);
  const id = await stage.submit('long', 'install');
  await using away = new WorkerProcess({
    at: { database: uri },
    home: stage.home,
    options: { name: 'away', leaseMs: 10_000 },
  });
  await eventually(() => assert.match(readFileSync(pid, 'utf8'), /^\d+\n$/), startingUp);
  cable.cut();
  const there = stage.startWorker({ name: 'there', leaseMs: 10_000 });
  const lost = await stage.ended(id);
  assert.is(lost.status_message, 'step 1 (run) failed: the worker away was lost');
  assert.not.ok(isAlive(Number(readFileSync(pid, 'utf8'))), 'its process had gone before');
  cable.mend();
  await eventually(() => assert.match(away.log, /begins anew/));
  assert.equal(await getCommand(stage.store, id), lost);
  assert.is(await away.stop(), 0);
  await there.stop(); // else it would do the next test's work
});

it('connections that break at any moment end no worker, and nothing runs twice', async () => {
  const { cable, uri } = await Cable.to(postgres.uri);
  await using _ = cable;
  const ran = join(stage.home, 'broken.ran');
  await stage.offer('broken', [`bash -c 'echo "$DEPLOY_NAME" >> ${ran}'`], { limits: { deployments: 100 } });
  const ids: number[] = [];
  for (let n = 0; n < 20; n += 1) ids.push(await stage.submit('broken', 'install'));
  const options = { name: 'shaken', leaseMs: 120_000 };
  await using worker = new WorkerProcess({ at: { database: uri }, home: stage.home, options });
  await eventually(() => assert.ok(existsSync(ran)), startingUp);
  for (let n = 0; n < 10; n += 1) {
    cable.cut();
    cable.mend();
    await sleep(100);
  }
  for (const id of ids) assert.is((await stage.ended(id)).status, states.COMPLETED);
  const names = readFileSync(ran, 'utf8').trim().split('\n');
  assert.is(names.length, 20);
  assert.is(new Set(names).size, 20);
  assert.is(await worker.stop(), 0);
});

it.run();
