/** What to do about a value that is not there. */
export function missingHint(path: string | undefined): string {
  const value = path && /^it\.Values\.(.+)$/.exec(path.replaceAll('?.', '.'))?.[1];
  return value
    ? `set ${value} in the values, or give it a default in values.yaml`
    : 'give it a default: <%= x ?? "default" %>, or leave the line out with <% if (x) { %> … <% } %>';
}
