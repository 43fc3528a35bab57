import { useRef, useState } from 'preact/hooks';
import type { TreeItem } from '../../../server/index.ts';
import { Icon } from '../../shell/index.ts';
import { HealthSign } from '../health.tsx';

interface TreeProps {
  readonly root: TreeItem;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** A tree as ARIA's practices describe it: one stop of the tab key, arrows move, left and right close and open. */
export function Tree({ root, chosen, onChoose }: TreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const toggle = (id: string, isOpen = closed.has(id)) => {
    const next = new Set(closed);
    if (isOpen) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  const go = (item: TreeItem | undefined) => {
    if (!item) return;
    onChoose(item.id);
    list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(item.id)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const visible = visibleOf(root, undefined, closed);
    const at = visible.findIndex(({ item }) => item.id === chosen);
    const here = visible[at];
    const step = here && stepFor(event.key, here, closed.has(chosen));
    if (!here || !step) return;
    event.preventDefault();
    if (step === 'open' || step === 'close') toggle(chosen, step === 'open');
    else if (step === 'parent') go(here.parent);
    else go(visible.at(step === 'first' ? 0 : step === 'last' ? -1 : clamp(at + step, visible.length))?.item);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: HTML has no element for a tree
    <ul class="panel tree" role="tree" aria-label="Objects of the release" ref={list} onKeyDown={onKeyDown}>
      {visibleOf(root, undefined, closed).map((visible) => (
        <Row
          key={visible.item.id}
          {...visible}
          isChosen={visible.item.id === chosen}
          isOpen={!closed.has(visible.item.id)}
          onChoose={() => onChoose(visible.item.id)}
          onToggle={() => toggle(visible.item.id)}
        />
      ))}
    </ul>
  );
}

interface Visible {
  readonly item: TreeItem;
  readonly parent: TreeItem | undefined;
  /** From 1. */
  readonly level: number;
}

/** What no closed branch hides, from the top down. */
function visibleOf(
  item: TreeItem,
  parent: TreeItem | undefined,
  closed: ReadonlySet<string>,
  level = 1,
): readonly Visible[] {
  const below = closed.has(item.id) ? [] : item.children.flatMap((child) => visibleOf(child, item, closed, level + 1));
  return [{ item, parent, level }, ...below];
}

interface RowProps extends Visible {
  readonly isChosen: boolean;
  readonly isOpen: boolean;
  readonly onChoose: () => void;
  readonly onToggle: () => void;
}

function Row({ item, level, isChosen, isOpen, onChoose, onToggle }: RowProps) {
  const isParent = item.children.length > 0;
  const warnings = item.events.filter(({ type }) => type === 'Warning').length;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree listens to keys
    <li
      role="treeitem"
      class="tree-row"
      data-id={item.id}
      aria-level={level}
      aria-expanded={isParent ? isOpen : undefined}
      aria-selected={isChosen}
      tabIndex={isChosen ? 0 : -1}
      onClick={onChoose}
    >
      {Array.from({ length: level - 1 }, (_, index) => (
        <span key={index} class="guide" />
      ))}
      <Twist isParent={isParent} isOpen={isOpen} onToggle={onToggle} />
      <HealthSign health={item.health} />
      <span class="tree-name cut">
        <span class="kind">{item.kind}</span> {item.name || item.title}
      </span>
      {warnings > 0 && (
        <span class="warnings small">
          <Icon name="warning" size={13} /> {warnings}
          <span class="unseen"> {warnings === 1 ? 'warning' : 'warnings'}</span>
        </span>
      )}
      <span class={`tree-said small cut ${item.health === 'Current' ? 'calm' : ''}`} key={item.message}>
        {item.message}
      </span>
    </li>
  );
}

function Twist({ isParent, isOpen, onToggle }: { isParent: boolean; isOpen: boolean; onToggle: () => void }) {
  if (!isParent) return <span class="twist" />;
  const onClick = (event: Event) => {
    event.stopPropagation();
    onToggle();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys open and close
    // biome-ignore lint/a11y/noStaticElementInteractions: a handle for the mouse alone
    <span class={isOpen ? 'twist open' : 'twist'} onClick={onClick}>
      <Icon name="chevron" size={14} />
    </span>
  );
}

type Step = number | 'first' | 'last' | 'open' | 'close' | 'parent';

function stepFor(key: string, { item, parent }: Visible, isClosed: boolean): Step | undefined {
  const isParent = item.children.length > 0;
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case 'ArrowRight':
      return isParent ? (isClosed ? 'open' : 1) : undefined;
    case 'ArrowLeft':
      return isParent && !isClosed ? 'close' : parent && 'parent';
    default:
      return undefined;
  }
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
