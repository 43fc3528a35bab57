/**
 * Starts this program anew, in the same process, with settings that only take effect at the start of a process: a young
 * generation of 4 MiB instead of 16, the garbage collector on the main thread, two arenas for malloc instead of one a
 * thread. The operator waits for the network nearly all of its time; what these cost is not measurable, what they save is:
 * 107 instead of 128 MiB resident with 250 releases, for 40 ms at the start.
 */
export function becomeLean(): void {
  const isLean = process.execArgv.includes(flags[0]);
  if (isLean || process.platform === 'win32' || !process.execve || process.env['NODE_OPTIONS']) return;
  const words = [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, words, { MALLOC_ARENA_MAX: '2', ...process.env } as Record<string, string>);
}

const flags = [
  '--max-semi-space-size=4',
  '--single-threaded-gc',
  '--disable-warning=ExperimentalWarning', // process.execve says that it is experimental
] as const;
