import type { CapstanError, Place } from '../../errors/index.ts';

export const componentKinds = ['scripts', 'helm', 'terraform'] as const;
/** The file that a component stands in. */
export type ComponentKind = (typeof componentKinds)[number];

/** What a component may say whatever it is. Texts are as written: `$VARS` in them are expanded when it is used. */
export interface ComponentBase {
  readonly name: string;
  readonly place: Place;
  readonly description: string;
  /** Texts that are parted into words. */
  readonly args: readonly string[];
  /** In order: later ones see earlier ones. */
  readonly envs: readonly (readonly [name: string, value: string])[];
  /** A cloudmgr.yml. */
  readonly config: string | undefined;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Variables that no parameter changes. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Variables by the parameter that sets them; []: it sets none. */
  readonly map: Readonly<Record<string, readonly string[]>>;
  readonly types: Readonly<Record<string, VariableType>>;
  /** What a parameter may be. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly required: readonly string[];
  readonly secretsFile: string | undefined;
}

export const variableTypes = ['string', 'integer', 'number', 'boolean', 'yaml'] as const;
export type VariableType = (typeof variableTypes)[number];

export interface ScriptComponent extends ComponentBase {
  readonly kind: 'scripts';
  /** undefined: the component is run by its entry in helm.yml or terraform.yml. */
  readonly script: string | undefined;
}

export interface HelmComponent extends ComponentBase {
  readonly kind: 'helm';
  readonly chart: string;
  readonly version: string | undefined;
  /** undefined: `<component>-<user>`. */
  readonly release: string | undefined;
  readonly namespace: string;
  /** Made besides. */
  readonly namespaces: readonly string[];
  readonly valuesFile: string;
  /** Variables that are drawn at random for every phase. */
  readonly entropy: readonly string[];
}

export interface TerraformComponent extends ComponentBase {
  readonly kind: 'terraform';
  readonly template: string;
  readonly varsFile: string;
  /** Where outputs are written to, by their names. */
  readonly files: Readonly<Record<string, string>>;
}

export type Component = ScriptComponent | HelmComponent | TerraformComponent;

/** A broken entry is in none of the maps' lists; asked for by its name it is thrown. */
export interface Components {
  readonly scripts: ReadonlyMap<string, ScriptComponent>;
  readonly helm: ReadonlyMap<string, HelmComponent>;
  readonly terraform: ReadonlyMap<string, TerraformComponent>;
  readonly broken: readonly CapstanError[];
}
