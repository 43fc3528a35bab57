/** A LabelSelector of the Kubernetes API (matchLabels, matchExpressions) as the text that list requests take. */

const namePattern = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const prefixPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly LabelRequirement[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * `app=web,tier in (a,b),!legacy`; '' for a selector that selects everything.
 * @param isExempt values that are not to be checked
 * @throws Error with words that name the key at fault.
 */
export function formatLabelSelector(selector: LabelSelector, isExempt = (_value: string) => false): string {
  const equalities = Object.entries(selector.matchLabels).map(([key, value]) => {
    checkKey(key);
    if (!isExempt(value)) checkValue(key, value);
    return `${key}=${value}`;
  });
  return [...equalities, ...selector.matchExpressions.map((one) => formatRequirement(one, isExempt))].join(',');
}

/** Whether a label may have this value. */
export function isLabelValue(value: string): boolean {
  return value === '' || namePattern.test(value);
}

function formatRequirement({ key, operator, values }: LabelRequirement, isExempt: (value: string) => boolean): string {
  checkKey(key);
  for (const value of values) if (!isExempt(value)) checkValue(key, value);
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) throw new Error(`operator ${operator} of "${key}" needs values`);
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) throw new Error(`operator ${operator} of "${key}" takes no values`);
      return operator === 'Exists' ? key : `!${key}`;
    default:
      throw new Error(`operator "${operator}" of "${key}" is none of In, NotIn, Exists, DoesNotExist`);
  }
}

function checkKey(key: string): void {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  const isKey =
    namePattern.test(key.slice(slash + 1)) && (slash < 0 || (prefix.length <= 253 && prefixPattern.test(prefix)));
  if (!isKey) throw new Error(`"${key}" is no label key`);
}

function checkValue(key: string, value: string): void {
  if (!isLabelValue(value)) throw new Error(`"${value}" is no value for the label "${key}"`);
}
