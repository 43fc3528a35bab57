import { existsSync } from 'node:fs';
import { isTable } from '../../chart/index.ts';
import { CapstanError } from '../../errors/index.ts';
import type { ComponentBase } from '../components/index.ts';
import { pathFor, type Target } from '../environment/index.ts';
import { captureProgram } from '../process/index.ts';
import type { Tools } from '../tools.ts';
import type { Table } from '../variables/index.ts';

/**
 * What the component's file of secrets holds, decrypted by sops into memory; no such file: nothing.
 * @throws CapstanError SECRETS_UNREADABLE
 */
export async function secretsOf(
  component: ComponentBase,
  target: Target,
  tools: Pick<Tools, 'program'>,
  signal: AbortSignal,
): Promise<Table> {
  if (component.secretsFile === undefined) return {};
  const file = pathFor(component.secretsFile, 'secrets_file', component, target, target.componentBase);
  if (!existsSync(file)) return {};
  const words = [await tools.program('sops'), '--decrypt', '--output-type', 'json', file] as const;
  const { code, stdout, stderr } = await captureProgram(words, { env: target.environment }, signal);
  if (code !== 0) throw unreadable(file, stderr);
  const data = parse(stdout);
  if (isTable(data)) return data;
  throw new CapstanError('SECRETS_UNREADABLE', `${file} holds no table of secrets`, { place: { file } });
}

/** Its words would quote what is secret. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(file: string, stderr: string): CapstanError {
  if (/metadata not found/i.test(stderr)) {
    return new CapstanError('SECRETS_UNREADABLE', `${file} is not encrypted by sops`, {
      place: { file },
      hint: `sops encrypt -i ${file}; until then it is not used`,
    });
  }
  if (/data key|master key|no identity matched|No secret key/i.test(stderr)) {
    return new CapstanError('SECRETS_UNREADABLE', `${file} cannot be decrypted: none of the keys at hand opens it`, {
      place: { file },
      hint: 'point SOPS_AGE_KEY_FILE, or GNUPGHOME, to a key that it was encrypted for',
    });
  }
  const line = stderr.split('\n').find((text) => text.trim() !== '') ?? 'sops failed without a word';
  return new CapstanError('SECRETS_UNREADABLE', `${file} cannot be decrypted: ${line.trim().slice(0, 300)}`, {
    place: { file },
  });
}
