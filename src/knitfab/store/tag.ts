import { CapstanError } from '../../errors/index.ts';
import type { Tag } from './model.ts';

// Both stand in an index, whose rows have to be shorter than a third of a page.
const maxBytes = { key: 256, value: 1_024 };

/** `type:training data` → key and value; both without spaces around them. @throws CapstanError REQUEST_INVALID */
export function parseTag(text: string): Tag {
  const at = text.indexOf(':');
  const tag = { key: text.slice(0, Math.max(at, 0)).trim(), value: text.slice(at + 1).trim() };
  if (tag.key === '' || tag.value === '') {
    throw new CapstanError('REQUEST_INVALID', `${JSON.stringify(text)} is no tag`, { hint: 'write it as key:value' });
  }
  for (const part of ['key', 'value'] as const) {
    if (Buffer.byteLength(tag[part]) > maxBytes[part])
      throw new CapstanError('REQUEST_INVALID', `the ${part} of a tag has at most ${maxBytes[part]} bytes`);
  }
  return tag;
}

export function formatTag({ key, value }: Tag): string {
  return `${key}:${value}`;
}
