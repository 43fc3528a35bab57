import { formatRef } from '../../cluster/index.ts';
import type { ReleaseStatus } from '../../view/index.ts';
import { ageOf, columns, type Paint, painter, type Session, toneOf } from '../releases/index.ts';

export function printStatus(status: ReleaseStatus, { color, width }: Pick<Session, 'color' | 'width'>): string {
  const paint = painter(color);
  return [
    columns(headOf(status, paint), width),
    ...errorOf(status, paint),
    ...(status.conditions.length === 0 ? [] : [columns(conditionsTable(status, paint), width)]),
    ...(status.objects.length === 0 ? [] : [columns(objectsTable(status, paint), width)]),
  ].join('\n');
}

function headOf(status: ReleaseStatus, paint: Paint): string[][] {
  const { objects } = status;
  const ready = objects.filter(({ readiness }) => readiness.status === 'Current').length;
  const tone = status.status === 'deployed' ? 'green' : status.status === 'failed' ? 'red' : 'yellow';
  const age = ageOf(status.deployedAt);
  return [
    ['Release:', `${status.namespace}/${status.name}`],
    ['Owner:', status.owner ?? 'none: it was installed by hand'],
    ...(status.chart === undefined ? [] : [['Chart:', status.chart]]),
    [
      'Status:',
      status.revision === 0
        ? paint(tone, 'not installed')
        : `${paint(tone, status.status)}, revision ${status.revision}${age === '' ? '' : `, ${age} ago`}`,
    ],
    ...(status.description ? [['', paint('dim', status.description)]] : []),
    ...(objects.length === 0
      ? []
      : [['Ready:', paint(ready === objects.length ? 'green' : 'yellow', `${ready} of ${objects.length} objects`)]]),
  ];
}

/** In full: it is what the command is asked for when something is wrong. */
function errorOf({ lastError }: ReleaseStatus, paint: Paint): string[] {
  if (!lastError) return [];
  const { condition, reason, message, hint } = lastError;
  const title = `${paint('red', 'Last error:')} ${message.trimEnd()}  ${paint('dim', reason || condition)}\n`;
  return [hint ? `${title}  ${paint('cyan', 'hint')}: ${hint}\n` : title];
}

function conditionsTable({ conditions }: ReleaseStatus, paint: Paint): string[][] {
  const rows = conditions.map(({ type, status, reason = '', lastTransitionTime, message = '' }) => [
    type,
    paint(toneOfCondition(type, status), status),
    reason,
    ageOf(lastTransitionTime),
    message,
  ]);
  return [['CONDITION', 'STATUS', 'REASON', 'SINCE', 'MESSAGE'], ...rows];
}

const bad: ReadonlySet<string> = new Set(['ReleaseFailed', 'Irreconcilable', 'Stalled']);

function toneOfCondition(type: string, status: string): 'green' | 'red' | 'yellow' {
  if (bad.has(type)) return status === 'True' ? 'red' : 'green';
  return status === 'True' ? 'green' : 'yellow';
}

function objectsTable({ objects, namespace }: ReleaseStatus, paint: Paint): string[][] {
  const rows = objects.map(({ ref, readiness }) => [
    ref.namespace === namespace ? `${ref.kind} ${ref.name}` : formatRef(ref),
    paint(toneOf(readiness), readiness.status === 'Current' ? 'Ready' : readiness.status),
    readiness.message,
  ]);
  return [['OBJECT', 'STATUS', 'REASON'], ...rows];
}
