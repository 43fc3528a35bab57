import { Icon, type IconName } from './icon.tsx';

export type Tone = 'good' | 'busy' | 'bad' | 'idle';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly isTurning?: true;
}

/** Told apart by sign as well as by colour. */
const looks: Readonly<Record<string, Look>> = {
  INITIATED: { tone: 'idle', icon: 'clock' },
  PENDING: { tone: 'busy', icon: 'turning', isTurning: true },
  COMPLETED: { tone: 'good', icon: 'check' },
  REMOVED: { tone: 'idle', icon: 'dash' },
  FAILED: { tone: 'bad', icon: 'cross' },
};

/** A state of the cloud manager. */
export function StateBadge({ state }: { state: string }) {
  const look = looks[state] ?? { tone: 'idle', icon: 'clock' };
  return (
    <Badge tone={look.tone} icon={look.icon} isTurning={look.isTurning === true}>
      {state.slice(0, 1) + state.slice(1).toLowerCase()}
    </Badge>
  );
}

export function Badge(props: { tone: Tone; icon?: IconName; isTurning?: boolean; children: preact.ComponentChildren }) {
  return (
    <span class={`badge ${props.tone}`}>
      {props.icon && <Icon name={props.icon} size={14} class={props.isTurning ? 'turning' : ''} />}
      {props.children}
    </span>
  );
}

/** The sign alone, where the word stands elsewhere. */
export function StateSign({ state, size = 16 }: { state: string; size?: number }) {
  const look = looks[state] ?? { tone: 'idle', icon: 'clock' };
  return (
    <span class={`sign ${look.tone}`}>
      <Icon name={look.icon} size={size} class={look.isTurning ? 'turning' : ''} />
      <span class="unseen">{state.toLowerCase()}</span>
    </span>
  );
}
