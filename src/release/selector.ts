/** Whether labels (or annotations) meet a selector as list requests take it: `app=web,tier in (a,b),!old`. */
export function matchesSelector(selector: string, labels: Readonly<Record<string, string>> = {}): boolean {
  return requirementsOf(selector).every((requirement) => meets(requirement, labels));
}

function meets(requirement: string, labels: Readonly<Record<string, string>>): boolean {
  const set = /^(\S+)\s+(in|notin)\s*\((.*)\)$/.exec(requirement);
  if (set) {
    const [, key = '', operator, values = ''] = set;
    const isIn = key in labels && values.split(',').some((value) => value.trim() === labels[key]);
    return (operator === 'in') === isIn;
  }
  const equation = /^([^!=\s]+)\s*(==|=|!=)\s*(.*)$/.exec(requirement);
  if (equation) {
    const [, key = '', operator, value] = equation;
    return (operator !== '!=') === (labels[key] === value);
  }
  return requirement.startsWith('!') ? !(requirement.slice(1).trim() in labels) : requirement in labels;
}

/** Commas in brackets belong to a set. */
function requirementsOf(selector: string): readonly string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((requirement) => requirement.trim())
    .filter((requirement) => requirement !== '');
}
