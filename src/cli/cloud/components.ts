import { Command } from 'commander';
import { type Component, componentKinds, readComponents } from '../../execution/index.ts';
import { print, warn } from '../print.ts';
import { columns } from '../releases/index.ts';
import { isTerminal } from '../terminal.ts';
import { addPlaceFlags, type PlaceFlags, readPlaces } from './places.ts';

const examples = `
Examples:
  cloudmgr components
  cloudmgr components -o json          with variables, parameters and choices

Exit codes: 0 done, 1 failed.`;

/** `cloudmgr components`: what a home can run. */
export function componentsCommand(): Command {
  const command = new Command('components')
    .description('list the components of the home: scripts, charts and templates')
    .option('-o, --output <format>', 'table or json', 'table')
    .addHelpText('after', examples);
  return addPlaceFlags(command).action((flags: PlaceFlags & { readonly output: string }) => {
    const components = readComponents(readPlaces(flags, process.env));
    for (const { code, message, place } of components.broken) {
      warn(`cloudmgr: ${place?.file ?? ''}:${place?.line ?? 1}: ${message}  ${code}`);
      process.exitCode = 1;
    }
    const all = componentKinds.flatMap((kind): Component[] => [...components[kind].values()]);
    if (flags.output === 'json') return print(`${JSON.stringify(all.map(asData), undefined, 2)}\n`);
    const rows = all.map((one) => [one.name, words[one.kind], sourceOf(one), one.description]);
    const { stdout } = process;
    print(
      `${columns([['NAME', 'KIND', 'SOURCE', 'DESCRIPTION'], ...rows], isTerminal(stdout) ? stdout.columns : undefined)}\n`,
    );
  });
}

const words = { scripts: 'script', helm: 'helm', terraform: 'terraform' } as const;

function sourceOf(component: Component): string {
  switch (component.kind) {
    case 'scripts':
      return component.script ?? '';
    case 'helm':
      return component.chart;
    case 'terraform':
      return component.template;
  }
}

function asData(component: Component): object {
  const { kind, name, description, place, defaults, map, types, choices, required } = component;
  return {
    name,
    kind: words[kind],
    source: sourceOf(component),
    description,
    file: place.file,
    vars_defaults: defaults,
    vars_map: map,
    vars_types: types,
    choices,
    required,
  };
}
