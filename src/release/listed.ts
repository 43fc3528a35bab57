/** The first of them in words, and how many more there are. */
export function listed<T>(items: readonly T[], words: (item: T) => string, atMost = 3, separator = '; '): string {
  const more = items.length - atMost;
  return items.slice(0, atMost).map(words).join(separator) + (more > 0 ? ` and ${more} more` : '');
}
