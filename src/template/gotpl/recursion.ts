import { type Calling, placedMessage, TemplateError, type TemplatePlace } from './error.ts';

/**
 * JavaScript's stack is full long before that of Go: what recurses without end fails in other words here than there. Where
 * the places on the way to the end of the stack repeat, this is the error that the same recursion has come to when `stop`
 * ends it: it is asked at each call, whose template is being executed for the `times`-th time within itself, and answers
 * with why the call fails. Undefined for an error that is none of recursion, and when nothing stops it.
 */
export function continueRecursion(
  error: TemplateError,
  stop: (calling: Calling, times: number) => string | undefined,
): TemplateError | undefined {
  if (error.kind !== 'limit' || error.places.length < minPlaces) return undefined;
  // the innermost is where the stack happened to be full
  const places = error.places.slice(1).reverse();
  const period = periodOf(places);
  if (period === undefined) return undefined;
  const times = new Map<string | undefined, number>();
  const way: TemplatePlace[] = [];
  for (let i = 0; i < maxPlaces; i += 1) {
    const place = places[i < places.length ? i : places.length - period + ((i - places.length) % period)]!;
    const { calling } = place;
    if (!calling) return undefined;
    const count = (times.get(calling.template) ?? 0) + 1;
    times.set(calling.template, count);
    way.push(place);
    const words = stop(calling, count);
    if (words !== undefined) return endOf(way, `error calling ${calling.function}: ${words}`, error);
  }
  return undefined;
}

const minPlaces = 100;
/** Go's stack, of a gigabyte, holds no more. */
const maxPlaces = 100_000;

/** How many places are repeated at the end, over half of the way at least. */
function periodOf(places: readonly TemplatePlace[]): number | undefined {
  const half = Math.floor(places.length / 2);
  for (let period = 1; period <= half / 2; period += 1) {
    let same = 0;
    while (same < half && isSame(places.at(-1 - same)!, places.at(-1 - same - period)!)) same += 1;
    if (same === half) return period;
  }
  return undefined;
}

function isSame(a: TemplatePlace, b: TemplatePlace): boolean {
  if (a.line !== b.line || a.column !== b.column || a.template !== b.template || a.file !== b.file) return false;
  return (
    a.context === b.context && a.calling?.words === b.calling?.words && a.calling?.template === b.calling?.template
  );
}

function endOf(way: readonly TemplatePlace[], reason: string, { executed }: TemplateError): TemplateError {
  let message = placedMessage(way.at(-1)!, reason);
  for (let i = way.length - 2; i >= 0; i -= 1) message = placedMessage(way[i]!, way[i]!.calling!.words + message);
  const last = { ...way.at(-1)!, calling: undefined };
  return new TemplateError('limit', message, reason, [last, ...way.slice(0, -1).reverse()], undefined, executed);
}
