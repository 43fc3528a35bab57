import { type CommandView, getCommand, hasEnded, readOutput, type Store } from '../../workflow/index.ts';
import { commandJson, outputJson, taskJson } from '../representation.ts';
import type { OutputLineJson } from '../schemas/index.ts';
import { ChangeQueue } from './change-queue.ts';
import type { ServerEvent } from './stream.ts';

const linesAtOnce = 500;

/**
 * One command until it ends: first how it is now, then what changes. What it printed comes from the line after `lastLine`
 * on, so that a reader who comes back misses none and gets none twice.
 */
export async function* commandEvents(
  store: Store,
  id: number,
  lastLine: number,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent, void> {
  const queue = new ChangeQueue(store, ({ command }) => command === id);
  const told = new Map<string, string>();
  let after = lastLine;
  try {
    for (;;) {
      // The state is read before the output: what was printed before the end has come when the end is told.
      const command = await getCommand(store, id);
      if (command === undefined) return;
      yield* news(statesOf(command), told);
      for (;;) {
        const lines = (await readOutput(store, { command: id }, after, linesAtOnce)).map(outputJson);
        yield* outputEvents(lines);
        after = lines.at(-1)?.id ?? after;
        if (lines.length < linesAtOnce) break;
      }
      if (hasEnded(command.status)) return yield endOf(command);
      if ((await queue.take(signal)) === undefined) return;
    }
  } finally {
    queue.close();
  }
}

function statesOf(command: CommandView): readonly ServerEvent[] {
  const tasks = (command.tasks ?? []).map((task) => ({ event: 'task', data: taskJson(task) }));
  return [{ event: 'command', data: commandJson(command) }, ...tasks];
}

/** Those that say something else than the last time. */
function* news(events: readonly ServerEvent[], told: Map<string, string>): Generator<ServerEvent> {
  for (const event of events) {
    const key = `${event.event} ${(event.data as { id: number }).id}`;
    const text = JSON.stringify(event.data);
    if (told.get(key) === text) continue;
    told.set(key, text);
    yield event;
  }
}

/** Lines of one task after the other go together. */
function* outputEvents(lines: readonly OutputLineJson[]): Generator<ServerEvent> {
  for (let from = 0; from < lines.length; ) {
    const task = lines[from]?.task;
    const next = lines.findIndex((line, index) => index > from && line.task !== task);
    const together = lines.slice(from, next < 0 ? undefined : next);
    yield { event: 'output', data: { task, lines: together }, id: String(together.at(-1)?.id) };
    from += together.length;
  }
}

function endOf(command: CommandView): ServerEvent {
  const { status, status_name } = commandJson(command);
  return { event: 'end', data: { status, status_name } };
}
