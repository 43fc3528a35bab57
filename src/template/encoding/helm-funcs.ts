import { type Funcs, func } from '../go/index.ts';
import { fromJson, fromJsonArray, fromYaml, fromYamlArray } from './from-text.ts';
import { jsonFuncs } from './json-funcs.ts';
import { toYaml } from './to-yaml.ts';
import { toYamlPretty } from './to-yaml-pretty.ts';
import { fromToml, toToml } from './toml/index.ts';

/** The functions of Helm's pkg/engine/funcs.go. */
export const encodingFuncs: Funcs = {
  toYaml: func(['any'], toYaml),
  toYamlPretty: func(['any'], toYamlPretty),
  fromYaml: func(['string'], fromYaml),
  fromYamlArray: func(['string'], fromYamlArray),
  toToml: func(['any'], toToml),
  fromToml: func(['string'], fromToml),
  toJson: jsonFuncs['toJson']!,
  fromJson: func(['string'], fromJson),
  fromJsonArray: func(['string'], fromJsonArray),
};
