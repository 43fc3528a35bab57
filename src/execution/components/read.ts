import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTable } from '../../chart/index.ts';
import { CapstanError, isCapstanError, unreadable } from '../../errors/index.ts';
import { isPlanName } from '../../params/index.ts';
import { parseYaml } from '../../yaml/index.ts';
import { eitherEnding, homeFolder, type Places } from '../home/index.ts';
import type { Component, ComponentKind, Components } from './component.ts';
import { Entries } from './entries.ts';
import { parseComponent } from './parse-component.ts';

/** All components of a home. A file that is not there has none. @throws CapstanError COMPONENT_INVALID, YAML_INVALID of a file */
export function readComponents(places: Pick<Places, 'home'>): Components {
  const [scripts, helm, terraform] = [
    readKind('scripts', places),
    readKind('helm', places),
    readKind('terraform', places),
  ] as const;
  const broken = [scripts, helm, terraform].flatMap((entries) => [...entries.broken.values()]);
  return { scripts, helm, terraform, broken } as Components;
}

/** @throws CapstanError COMPONENT_UNKNOWN that names what there is */
export function findComponent<Kind extends ComponentKind>(
  components: Components,
  kind: Kind,
  name: string,
): NonNullable<ReturnType<Components[Kind]['get']>> {
  checkComponentName(name);
  const found = components[kind].get(name);
  if (found) return found as NonNullable<ReturnType<Components[Kind]['get']>>;
  const names = [...components[kind].keys()].join(', ') || 'none';
  const hint = chartHint(components.helm, kind, name) ?? `it has ${names}`;
  throw new CapstanError('COMPONENT_UNKNOWN', `${kind}.yml has no component ${name}`, { hint });
}

/** A chart is looked for by its own name, and one entry of another name has it. */
function chartHint(helm: Components['helm'], kind: ComponentKind, name: string): string | undefined {
  if (kind !== 'helm') return undefined;
  const [entry, ...more] = [...helm.values()].filter(({ chart }) => basename(chart) === name);
  return entry && more.length === 0
    ? `the entry ${entry.name} has the chart ${name}: name the entry ${name}`
    : undefined;
}

/** A component's name becomes a folder's. @throws CapstanError COMPONENT_UNKNOWN */
export function checkComponentName(name: string): void {
  if (isPlanName(name)) return;
  throw new CapstanError('COMPONENT_UNKNOWN', `${JSON.stringify(name)} cannot be the name of a component`, {
    hint: 'names are of a-z, 0-9, - and _',
  });
}

function readKind(kind: ComponentKind, places: Pick<Places, 'home'>): Entries<Component> {
  const file = fileOf(kind, places);
  const entries = new Entries<Component>();
  if (!existsSync(file)) return entries;
  const text = read(file);
  const data = parseYaml(text, { file }) ?? {};
  if (!isTable(data)) {
    throw new CapstanError('COMPONENT_INVALID', `${file} is no table of components`, { place: { file } });
  }
  for (const [name, entry] of Object.entries(data).filter(([one]) => !isDefinition(one))) {
    try {
      entries.set(name, parseEntry(kind, name, entry, { file, text }));
    } catch (error) {
      if (!isCapstanError(error)) throw error;
      if (!isReferredTo(name, entry, text)) entries.broken.set(name, error);
    }
  }
  return entries;
}

/** @throws CapstanError COMPONENT_INVALID where there are two: nobody would miss the components of the other one in time */
function fileOf(kind: ComponentKind, places: Pick<Places, 'home'>): string {
  const file = join(homeFolder(places, 'components'), `${kind}.yml`);
  const twin = file.replace(/\.yml$/, '.yaml');
  if (existsSync(file) && existsSync(twin) && realpathSync(file) !== realpathSync(twin)) {
    throw new CapstanError('COMPONENT_INVALID', `there are both ${file} and ${twin}`, {
      place: { file },
      hint: 'put all into one of them, and remove the other',
    });
  }
  return eitherEnding(file);
}

/** What other entries refer to by an anchor. */
function isDefinition(name: string): boolean {
  return /^(common$|common[_-]|defaults$|anchors$|x-|_|\.[A-Za-z])/.test(name);
}

/** No component, by what it lacks, and others take its anchors: a definition by whatever name. */
function isReferredTo(name: string, entry: unknown, text: string): boolean {
  if (isTable(entry) && ['script', 'chart', 'template'].some((field) => entry[field] !== undefined)) return false;
  const lines = text.split('\n');
  const start = lineOf(name, text) - 1;
  const next = lines.findIndex((line, index) => index > start && /^[^\s#]/.test(line));
  const end = next < 0 ? lines.length : next;
  const others = [...lines.slice(0, start), ...lines.slice(end)].join('\n');
  const anchors = [
    ...lines
      .slice(start, end)
      .join('\n')
      .matchAll(/(?:^|\s)&([^\s,[\]{}]+)/g),
  ].map(([, anchor]) => anchor);
  return anchors.some((anchor) => others.split(/[\s,[\]{}]+/).includes(`*${anchor}`));
}

function parseEntry(kind: ComponentKind, name: string, entry: unknown, at: { file: string; text: string }): Component {
  const place = { file: at.file, line: lineOf(name, at.text), column: 1, text: at.text };
  if (!isPlanName(name)) {
    throw new CapstanError('COMPONENT_INVALID', `${JSON.stringify(name)} cannot be the name of a component`, { place });
  }
  if (!isTable(entry)) throw new CapstanError('COMPONENT_INVALID', `component ${name} is no table`, { place });
  return parseComponent(kind, name, entry, place);
}

function lineOf(name: string, text: string): number {
  const at = text.split('\n').findIndex((line) => line.replace(/^["']|["'](?=\s*:)/g, '').startsWith(`${name}:`));
  return Math.max(at, 0) + 1;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}
