/** The states of commands, deployments and tasks, with the numbers that the published client knows. */
export const states = { INITIATED: 0, PENDING: 1, COMPLETED: 5, REMOVED: 8, FAILED: 9 } as const;

export type StateName = keyof typeof states;
export type State = (typeof states)[StateName];

export const phases = ['install', 'update', 'remove', 'uninstall'] as const;

/** As it was said: `uninstall` is `remove`, and a step's process is told the word that the user said. */
export type Phase = (typeof phases)[number];

export function stateName(state: State): StateName {
  return (Object.keys(states) as StateName[]).find((name) => states[name] === state) as StateName;
}

export function isPhase(word: string): word is Phase {
  return (phases as readonly string[]).includes(word);
}

export function isRemoval(phase: Phase): boolean {
  return phase === 'remove' || phase === 'uninstall';
}

/** A command or a task in one of these ends no more by itself. */
export function hasEnded(state: State): boolean {
  return state >= states.COMPLETED;
}
