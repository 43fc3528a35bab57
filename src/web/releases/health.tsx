import type { Health } from '../../server/index.ts';
import { Badge, Icon, type IconName, type Tone } from '../shell/index.ts';

interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly isTurning: boolean;
}

const looks: Readonly<Record<Health, Look>> = {
  Current: { tone: 'good', icon: 'check', word: 'Ready', isTurning: false },
  InProgress: { tone: 'busy', icon: 'turning', word: 'In progress', isTurning: true },
  Failed: { tone: 'bad', icon: 'cross', word: 'Failed', isTurning: false },
  Terminating: { tone: 'busy', icon: 'dash', word: 'Terminating', isTurning: false },
  Unknown: { tone: 'idle', icon: 'key', word: 'Unknown', isTurning: false },
};

export function HealthBadge({ health }: { health: Health }) {
  const { tone, icon, word, isTurning } = looks[health];
  return (
    <Badge tone={tone} icon={icon} isTurning={isTurning}>
      {word}
    </Badge>
  );
}

export function HealthSign({ health, size = 16 }: { health: Health; size?: number }) {
  const { tone, icon, word, isTurning } = looks[health];
  return (
    <span class={`sign ${tone}`}>
      <Icon name={icon} size={size} class={isTurning ? 'turning' : ''} />
      <span class="unseen">{word}</span>
    </span>
  );
}
