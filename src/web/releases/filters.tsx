import type { ReleaseLine } from '../../server/index.ts';
import { hrefOf, Icon, navigate } from '../shell/index.ts';

/** Which releases are shown, as the address says it. */
export interface Choice {
  readonly text: string;
  readonly namespace: string;
  readonly isTroubled: boolean;
}

export function readChoice(query: URLSearchParams): Choice {
  return {
    text: query.get('q') ?? '',
    namespace: query.get('namespace') ?? '',
    isTroubled: query.get('show') === 'not-ready',
  };
}

export function isShown(line: ReleaseLine, { text, namespace, isTroubled }: Choice): boolean {
  const words = `${line.namespace}/${line.name} ${line.owner?.kind ?? ''} ${line.owner?.name ?? ''} ${line.status}`;
  if (namespace !== '' && line.namespace !== namespace) return false;
  if (isTroubled && line.health === 'Current') return false;
  return words.toLowerCase().includes(text.trim().toLowerCase());
}

interface FiltersProps {
  readonly home: readonly string[];
  readonly choice: Choice;
  readonly releases: readonly ReleaseLine[];
}

export function Filters({ home, choice, releases }: FiltersProps) {
  const go = (change: Partial<Choice>) => {
    const { text, namespace, isTroubled } = { ...choice, ...change };
    navigate(hrefOf(home, { q: text, namespace, show: isTroubled ? 'not-ready' : '' }), false);
  };
  const namespaces = [...new Set([...releases.map((line) => line.namespace), choice.namespace])].filter(Boolean).sort();
  const troubled = releases.filter(({ health }) => health !== 'Current').length;
  return (
    <search class="filters">
      <div class="search">
        <Icon name="search" size={16} />
        <input
          class="input"
          type="search"
          aria-label="Search releases"
          placeholder="Name, namespace, owner"
          value={choice.text}
          onInput={(event) => go({ text: event.currentTarget.value })}
        />
      </div>
      <select
        class="input filter"
        aria-label="Namespace"
        value={choice.namespace}
        onChange={(event) => go({ namespace: event.currentTarget.value })}
      >
        <option value="">All namespaces</option>
        {namespaces.map((namespace) => (
          <option key={namespace} value={namespace}>
            {namespace}
          </option>
        ))}
      </select>
      <fieldset class="choices" aria-label="State">
        <label>
          <input type="radio" name="show" checked={!choice.isTroubled} onChange={() => go({ isTroubled: false })} />
          All <span class="number">{releases.length}</span>
        </label>
        <label>
          <input type="radio" name="show" checked={choice.isTroubled} onChange={() => go({ isTroubled: true })} />
          Not ready <span class="number">{troubled}</span>
        </label>
      </fieldset>
    </search>
  );
}
