import { useEffect, useState } from 'preact/hooks';
import { api, type OutputLine, type OutputPage } from '../api.ts';
import { RequestError, request } from '../shell/index.ts';
import { linesAtMost } from './lines.ts';

const pageSize = 1_000;

export interface Output {
  readonly lines: readonly OutputLine[];
  readonly isLoading: boolean;
  /** There is more than a page shows. */
  readonly isCut: boolean;
  readonly error: RequestError | undefined;
}

const nothing: Output = { lines: [], isLoading: true, isCut: false, error: undefined };

/**
 * What a task has written before, page by page.
 * @param task `undefined` reads nothing
 * @param version read again when it changes
 */
export function useOutput(task: number | undefined, version: string): Output {
  const [output, setOutput] = useState(nothing);
  useEffect(() => {
    if (task === undefined) return undefined;
    const controller = new AbortController();
    readOutput(task, setOutput, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      const told = error instanceof RequestError ? error : new RequestError(0, 'Fault of the page', String(error));
      setOutput((shown) => ({ ...shown, isLoading: false, error: told }));
    });
    return () => controller.abort();
  }, [task, version]);
  return output;
}

async function readOutput(task: number, show: (output: Output) => void, signal: AbortSignal): Promise<void> {
  const lines: OutputLine[] = [];
  for (let after = 0, isLast = false; !isLast; ) {
    const path: string = `${api}/service/task/${task}/output?after=${after}&limit=${pageSize}`;
    const { objects, meta }: OutputPage = await request(path, { signal });
    lines.push(...objects);
    isLast = objects.length < pageSize || lines.length >= linesAtMost;
    show({ lines: [...lines], isLoading: !isLast, isCut: isLast && objects.length === pageSize, error: undefined });
    after = meta.next;
  }
}
