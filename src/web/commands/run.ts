import { useEffect, useReducer, useState } from 'preact/hooks';
import { api, type Command, isOver, type OutputLine, type Task } from '../api.ts';
import { useLive } from '../live/index.ts';
import { type RequestError, useEvents, useResource } from '../shell/index.ts';
import { type Lines, withLines } from './lines.ts';

export interface Run {
  readonly command: Command | undefined;
  readonly tasks: readonly Task[];
  /** What tasks have written since the page looks on. */
  readonly lines: ReadonlyMap<number, Lines>;
  readonly error: RequestError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Seen {
  readonly id: number;
  readonly command: Command | undefined;
  readonly tasks: ReadonlyMap<number, Task>;
  readonly lines: ReadonlyMap<number, Lines>;
}

type Change =
  | { readonly of: 'begin'; readonly id: number }
  | { readonly of: 'command'; readonly command: Command }
  | { readonly of: 'tasks'; readonly tasks: readonly Task[] }
  | { readonly of: 'output'; readonly lines: readonly OutputLine[] };

const names = ['command', 'task', 'output', 'end'];

/** One command, followed for as long as it runs. */
export function useRun(id: number): Run {
  const path = `${api}/service/command/${id}`;
  const asked = useResource<Command>(path);
  const [seen, change] = useReducer(changed, nothing(id));
  const mine = seen.id === id ? seen : nothing(id);
  const command = mine.command ?? asked.data;

  useEffect(() => change({ of: 'begin', id }), [id]);
  useEffect(() => {
    if (!asked.data) return;
    change({ of: 'command', command: asked.data });
    change({ of: 'tasks', tasks: asked.data.tasks ?? [] });
  }, [asked.data]);

  // until the server says that nothing more comes: the last lines may come after the last state
  const isRunning = command !== undefined && !isOver(command);
  const [isFollowed, follow] = useState(false);
  useEffect(() => {
    if (isRunning) follow(true);
  }, [isRunning]);
  useEvents(isFollowed ? `${path}/events` : undefined, names, (name, data) => {
    if (name === 'command') change({ of: 'command', command: data as Command });
    if (name === 'task') change({ of: 'tasks', tasks: [data as Task] });
    if (name === 'output')
      gather((data as { lines: readonly OutputLine[] }).lines, (lines) => change({ of: 'output', lines }));
    if (name !== 'end') return;
    follow(false);
    asked.reload();
  });

  // given back to the queue, by whomever
  useLive((name, data) => {
    if (name === 'command' && !isFollowed && (data as Command).id === id) asked.reload();
  });

  const tasks = [...(mine.tasks.size > 0 ? mine.tasks.values() : (asked.data?.tasks ?? []))].sort(
    (a, b) => a.id - b.id,
  );
  return { command, tasks, lines: mine.lines, error: asked.error, isLoading: asked.isLoading, reload: asked.reload };
}

const waiting: OutputLine[] = [];

/** A program may write thousands of lines a second: they are drawn together, once a frame. */
function gather(lines: readonly OutputLine[], give: (lines: readonly OutputLine[]) => void): void {
  if (waiting.length === 0) requestAnimationFrame(() => give(waiting.splice(0)));
  waiting.push(...lines);
}

function nothing(id: number): Seen {
  return { id, command: undefined, tasks: new Map(), lines: new Map() };
}

function changed(seen: Seen, change: Change): Seen {
  switch (change.of) {
    case 'begin':
      return seen.id === change.id ? seen : nothing(change.id);
    case 'command':
      return { ...seen, command: change.command };
    case 'tasks':
      return { ...seen, tasks: new Map([...seen.tasks, ...change.tasks.map((task) => [task.id, task] as const)]) };
    case 'output':
      return { ...seen, lines: withLines(seen.lines, change.lines) };
  }
}
