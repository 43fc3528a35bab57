import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LogCopy } from '../../src/knitfab/knit-nurse/index.ts';

const it = suite('copy of a log');

const stampOf = (nanos: number) => `2026-01-02T03:04:05.${String(nanos).padStart(9, '0')}Z`;

function take(copy: LogCopy, ...chunks: readonly (string | Buffer)[]): string {
  return Buffer.concat(chunks.flatMap((chunk) => [...copy.take(Buffer.from(chunk))])).toString('latin1');
}

it('leaves the stamps out and the rest as it is: empty lines, blanks, a last line without its end', () => {
  const copy = new LogCopy();
  assert.is(take(copy, `${stampOf(1)} a b\n${stampOf(2)} \n${stampOf(3)} end`), 'a b\n\nend');
  assert.is(copy.bytes, 8);
  assert.is(copy.since, stampOf(3));
});

it('goes on in the middle of a line, and among lines with one stamp', () => {
  const copy = new LogCopy();
  assert.is(copy.since, undefined);
  assert.is(take(copy, `${stampOf(1)} one\n${stampOf(2)} two\n${stampOf(2)} thr`), 'one\ntwo\nthr');
  copy.begin();
  assert.is(take(copy, `${stampOf(2)} two\n${stampOf(2)} three\n${stampOf(2)} four\n`), 'ee\nfour\n');
});

it('a change of the offset from UTC is no step back', () => {
  const copy = new LogCopy();
  take(copy, '2026-03-29T01:59:59.900000000+01:00 before\n');
  copy.begin();
  const again = '2026-03-29T01:59:59.900000000+01:00 before\n2026-03-29T03:00:00.100000000+02:00 after\n';
  assert.is(take(copy, again), 'after\n');
});

const line = fc.tuple(fc.constantFrom(0, 0, 1, 7, 1_000_000), fc.uint8Array({ maxLength: 12 }));

it('however it is cut: what is given is the log, once', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
      (lines, cuts) => {
        let nanos = 0;
        const stamped = lines.map(([step, content]) => {
          nanos += step;
          const bytes = Buffer.concat([Buffer.from(content.filter((byte) => byte !== 10)), Buffer.from('\n')]);
          return { stamp: stampOf(nanos), bytes, whole: Buffer.concat([Buffer.from(`${stampOf(nanos)} `), bytes]) };
        });
        const copy = new LogCopy();
        const given: Buffer[] = [];
        for (const [end, chunk] of [...cuts, [Number.POSITIVE_INFINITY, 5] as const]) {
          // the server gives all lines from a stamp on
          const since = copy.since;
          const log = Buffer.concat(
            stamped.filter(({ stamp }) => since === undefined || stamp >= since).map(({ whole }) => whole),
          );
          const reading = log.subarray(0, Number.isFinite(end) ? end % (log.length + 1) : log.length);
          const size = (chunk % 9) + 1;
          copy.begin();
          for (let at = 0; at < reading.length; at += size)
            given.push(...[...copy.take(reading.subarray(at, at + size))].map((part) => Buffer.from(part)));
        }
        assert.equal(Buffer.concat(given), Buffer.concat(stamped.map(({ bytes }) => bytes)));
      },
    ),
  );
});

it.run();
