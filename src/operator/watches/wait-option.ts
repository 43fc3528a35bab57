import { EntryError, nameOf } from './field.ts';
import { type Kind, needed } from './kind.ts';
import { matching } from './scalars.ts';
import { table } from './table.ts';
import type { StatusSummary, WatchOptions } from './watch.ts';

export const wait: Kind<WatchOptions['wait']> = {
  schema: { enum: [true, false, 'ordered'] },
  read(field) {
    const { value } = field;
    if (value === true || value === false || value === 'ordered') return value;
    throw new EntryError(`${nameOf(field)} must be true, false or ordered`, field);
  },
};

export const statusSummaryTable = table({
  ready: needed(
    matching(/^[A-Za-z][A-Za-z0-9]*$/, 'word such as READY or HEALTHY'),
    'what `status.status` says of a release that is deployed and ready',
  ),
});

export const statusSummary: Kind<StatusSummary> = statusSummaryTable;
