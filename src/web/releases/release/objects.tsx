import { useState } from 'preact/hooks';
import type { ObjectEvent, ReleaseDetail, TreeItem } from '../../../server/index.ts';
import { Ago, Icon } from '../../shell/index.ts';
import { HealthBadge } from '../health.tsx';
import { Tree } from './tree.tsx';

/** The tree, and beside it what is known of the object that was chosen in it. */
export function Objects({ release }: { release: ReleaseDetail }) {
  const { tree } = release;
  const [chosen, choose] = useState<string>();
  const item = (chosen && findIn(tree, chosen)) || tree;
  return (
    <div class="objects">
      <Tree root={tree} chosen={item.id} onChoose={choose} />
      <ObjectPanel item={item} conditions={item === tree ? release.conditions : []} isChosen={chosen !== undefined} />
    </div>
  );
}

function findIn(item: TreeItem, id: string): TreeItem | undefined {
  if (item.id === id) return item;
  for (const child of item.children) {
    const found = findIn(child, id);
    if (found) return found;
  }
  return undefined;
}

interface ObjectPanelProps {
  readonly item: TreeItem;
  readonly conditions: ReleaseDetail['conditions'];
  /** Where there is no room beside the tree, what somebody chose lies over it. */
  readonly isChosen: boolean;
}

function ObjectPanel({ item, conditions, isChosen }: ObjectPanelProps) {
  return (
    <section class={`panel object ${isChosen ? 'chosen' : ''}`} aria-label={item.title}>
      <div class="object-head">
        <span class="small soft">{item.kind}</span>
        <h2>{item.name || item.title}</h2>
        <p>
          <HealthBadge health={item.health} /> <span class="small">{item.message}</span>
        </p>
        {item.namespace && <p class="small soft">in namespace {item.namespace}</p>}
      </div>
      {conditions.length > 0 && <Conditions conditions={conditions} />}
      <h3>Events</h3>
      {item.events.length === 0 ? (
        <p class="soft small">Nothing was said of it lately.</p>
      ) : (
        <ul class="events">
          {item.events.map((event) => (
            <Event key={`${event.reason} ${event.message}`} event={event} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Conditions({ conditions }: { conditions: ReleaseDetail['conditions'] }) {
  return (
    <>
      <h3>Conditions</h3>
      <dl class="conditions">
        {conditions.map(({ type, status, reason, message, lastTransitionTime }) => (
          <div key={type}>
            <dt>{type}</dt>
            <dd class="small soft">{lastTransitionTime && <Ago at={lastTransitionTime} />}</dd>
            <dd class="small">
              {status}
              {reason && ` · ${reason}`}
              {message && <span class="said">{message}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Event({ event: { type, reason, message, count, time } }: { event: ObjectEvent }) {
  const isWarning = type === 'Warning';
  return (
    <li class={isWarning ? 'warning' : ''}>
      <span class={`sign ${isWarning ? 'bad' : 'idle'}`}>
        <Icon name={isWarning ? 'warning' : 'dash'} size={15} />
        <span class="unseen">{type}</span>
      </span>
      <div>
        <p>
          <strong>{reason}</strong>
          <span class="small soft">
            {count > 1 && ` ${count} times`} <Ago at={time} />
          </span>
        </p>
        <p class="small said">{message}</p>
      </div>
    </li>
  );
}
