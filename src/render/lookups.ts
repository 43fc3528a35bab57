import { CapstanError, isCapstanError, messageOf } from '../errors/index.ts';
import { GoError } from '../template/index.ts';
import type { Lookup } from './scope.ts';

export interface LookupQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Where templates' questions go. What is left out finds nothing. */
export interface Sources {
  readonly lookup?: (query: LookupQuery) => Promise<object>;
  /** An address of a host. */
  readonly resolveHost?: (name: string) => Promise<string>;
}

/** What a rendering is given to ask with: it answers at once. */
export interface Asking {
  readonly lookup?: Lookup;
  readonly resolveHost?: (name: string) => string;
}

/** A chart that asks for something new whenever it is rendered would never be done. */
const maxRounds = 50;

/**
 * Renders with a world to look things up in, though rendering does not wait: what a round asked for and nobody knew is
 * fetched, all of it at once, and the chart is rendered again, until a round asks for nothing new. A chart without lookups is
 * rendered once and sends no request.
 */
export async function renderWithLookups<T>(render: (asking: Asking) => T, sources: Sources): Promise<T> {
  const known = new Map<string, Answer<never>>();
  for (let round = 0; ; round += 1) {
    const wanted = new Map<string, () => Promise<unknown>>();
    const result = attempt(() => render(askingOf(sources, ask)));
    if (wanted.size === 0 || round === maxRounds) return result();
    await Promise.all([...wanted].map(async ([key, fetch]) => known.set(key, await answerOf(fetch))));

    function ask<A>(key: string, fetch: () => Promise<A>, meanwhile: A): A {
      const answer = known.get(key) as Answer<A> | undefined;
      if (answer) return answer();
      wanted.set(key, fetch);
      return meanwhile;
    }
  }
}

type Ask = <A>(key: string, fetch: () => Promise<A>, meanwhile: A) => A;
type Answer<A> = () => A;

function askingOf({ lookup, resolveHost }: Sources, ask: Ask): Asking {
  return {
    ...(lookup && {
      lookup: (apiVersion, kind, namespace, name) =>
        ask(
          `object ${[apiVersion, kind, namespace, name].join(' ')}`,
          () => lookup({ apiVersion, kind, namespace, name }),
          {},
        ),
    }),
    ...(resolveHost && { resolveHost: (name) => ask(`host ${name}`, () => resolveHost(name), '') }),
  };
}

/** A template that asked is told of a failure where it asked. */
async function answerOf(fetch: () => Promise<unknown>): Promise<Answer<never>> {
  try {
    const found = (await fetch()) as never;
    return () => found;
  } catch (error) {
    return () => {
      throw new GoError(messageOf(error), { cause: error });
    };
  }
}

/** What a round threw counts only if it knew all it asked for. */
function attempt<T>(render: () => T): () => T {
  try {
    const result = render();
    return () => result;
  } catch (error) {
    return () => {
      throw asFailureOfTheWorld(error);
    };
  }
}

/** The template's words, but the code of the answer that it failed for: what is refused or out of reach now may come. */
function asFailureOfTheWorld(error: unknown): unknown {
  if (!isCapstanError(error, 'TEMPLATE_FAILED')) return error;
  const answer = causesOf(error).find((cause) => cause instanceof CapstanError);
  if (answer === undefined || answer.retry === 'never' || answer.code === 'OBJECT_INVALID') return error;
  const { message, place } = error;
  const { code, status, retryAfterMs, hint = error.hint } = answer;
  return new CapstanError(code, message, {
    cause: error,
    ...(place && { place }),
    ...(hint !== undefined && { hint }),
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function causesOf(error: Error): Error[] {
  const { cause } = error;
  return cause instanceof Error ? [cause, ...causesOf(cause)] : [];
}
