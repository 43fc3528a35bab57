import { CapstanError } from '../../errors/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { readServiceEntry, type ServiceEntry } from './entry.ts';

/**
 * Reads a service file: a list of services, each with its plan, configuration and steps.
 * @throws CapstanError YAML_INVALID, SERVICE_INVALID
 */
export function parseServiceFile(text: string, file: string): ServiceEntry[] {
  const data = parseYaml(text, { file });
  const list = Array.isArray(data) ? data : [data];
  if (data === null || list.length === 0) throw new CapstanError('SERVICE_INVALID', `${file} describes no service`);
  const entries = list.map((one, index) =>
    readServiceEntry(one, list.length > 1 ? `${file}, entry ${index + 1}` : file),
  );
  const names = entries.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CapstanError('SERVICE_INVALID', `${file}: the plan ${twice} stands in it twice`);
  return entries;
}
