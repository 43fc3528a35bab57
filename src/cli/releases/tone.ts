import type { Readiness } from '../../cluster/index.ts';

/** How a state of readiness is shown: green is done, yellow under way, red will not get there by itself. */
export function toneOf({ status }: Readiness): 'green' | 'yellow' | 'red' | 'dim' {
  switch (status) {
    case 'Current':
      return 'green';
    case 'Failed':
      return 'red';
    case 'Unknown':
      return 'dim';
    default:
      return 'yellow';
  }
}
