/** npm passes a terminal's Ctrl-C on to a child that has had it already: what comes this soon is the same one. */
const sameSignalMs = 300;

/**
 * A signal that fires at the first SIGTERM, SIGINT, or SIGHUP, which comes when the terminal is closed. At the second the process
 * ends at once, as controller-runtime does it.
 * @param onStop told which signal came
 */
export function stopOnSignals(onStop: (name: string) => void): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAt < sameSignalMs) return;
      process.exit(1);
    }
    firstAt = performance.now();
    controller.abort();
    onStop(name);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', stop);
  return controller.signal;
}

/** True when `work` ended within `graceMs` after the signal; its failure is passed on. */
export async function endsWithin(work: Promise<void>, graceMs: number, signal: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  const startTimer = () => {
    timer = setTimeout(resolve, graceMs, false);
  };
  if (signal.aborted) startTimer();
  else signal.addEventListener('abort', startTimer, { once: true });
  try {
    return await Promise.race([work.then(() => true), tooLate]);
  } finally {
    signal.removeEventListener('abort', startTimer);
    clearTimeout(timer);
  }
}
