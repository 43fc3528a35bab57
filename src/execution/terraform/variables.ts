import { type Table, textOf } from '../variables/index.ts';

interface Handed {
  /** What the file of variables holds. */
  readonly file: Table;
  /** TF_VAR_…: what is secret. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Variables by terraform's names (`cluster-name` is cluster_name), those alone that the template declares. A secret replaces
 * the variable of its name, and goes through the environment: no file holds it.
 */
export function handOver(variables: Table, secrets: Table, declared: ReadonlySet<string>): Handed {
  const secret = byTerraformName(secrets, declared);
  const plain = byTerraformName(variables, declared).filter(([name]) => !secret.some(([other]) => other === name));
  return {
    file: Object.fromEntries(plain),
    environment: Object.fromEntries(secret.map(([name, value]) => [`TF_VAR_${name}`, textOf(value)])),
  };
}

function byTerraformName(table: Table, declared: ReadonlySet<string>): [string, unknown][] {
  return Object.entries(table)
    .map(([name, value]): [string, unknown] => [declared.has(name) ? name : name.replaceAll('-', '_'), value])
    .filter(([name]) => declared.has(name));
}
