import fc from 'fast-check';

/** Two that should answer alike. */
export interface Subject<T> {
  readonly inputs: fc.Arbitrary<T>;
  /** For each input what is different; undefined where nothing is. */
  compare(inputs: readonly T[]): Promise<(string | undefined)[]>;
}

export interface Finding {
  readonly seed: number;
  readonly difference: string;
}

export interface SearchResult {
  readonly tried: number;
  readonly findings: readonly Finding[];
}

const batch = 100;

/** Tries batches of inputs until the time is over or enough is found; each batch has a seed of its own, the next number. */
export async function search<T>(
  subject: Subject<T>,
  { seed, milliseconds, enough = 1 }: { seed: number; milliseconds: number; enough?: number },
): Promise<SearchResult> {
  const until = performance.now() + milliseconds;
  const findings: Finding[] = [];
  let tried = 0;
  for (let at = seed; performance.now() < until && findings.length < enough; at += 1) {
    const inputs = fc.sample(subject.inputs, { seed: at, numRuns: batch });
    const differences = await subject.compare(inputs);
    tried += inputs.length;
    if (differences.some((difference) => difference !== undefined)) {
      findings.push({ seed: at, difference: await shrink(subject, at, differences) });
    }
  }
  return { tried, findings };
}

/** The smallest input that fast-check finds from the batch's seed. */
async function shrink<T>(subject: Subject<T>, seed: number, known: readonly (string | undefined)[]): Promise<string> {
  let last = known.find((difference) => difference !== undefined)!;
  const property = fc.asyncProperty(subject.inputs, async (input) => {
    const [difference] = await subject.compare([input]);
    if (difference !== undefined) last = difference;
    return difference === undefined;
  });
  await fc.check(property, { seed, numRuns: batch, interruptAfterTimeLimit: 20_000 });
  return last;
}
