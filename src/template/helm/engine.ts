import type { CompiledTemplates, Engine, TemplateSource } from '../engine.ts';
import type { GoMap, World } from '../go/index.ts';
import { compileTemplateSet } from '../gotpl/index.ts';
import { valuesMethods } from './chart-values.ts';
import { asExecuteError, asParseError } from './failure.ts';
import { helmFuncs } from './functions.ts';
import { executionOrder } from './order.ts';
import { createHelmWorld } from './world.ts';

export const gotplEngine: Engine = {
  name: 'gotpl',
  accepts: () => true,
  compile,
};

function compile(sources: readonly TemplateSource[]): CompiledTemplates {
  const texts = new Map(sources.map(({ name, text }) => [name, text]));
  const set = parse();
  return { render };

  function parse() {
    try {
      return compileTemplateSet(executionOrder(sources), helmFuncs, {
        name: 'gotpl',
        missingKey: 'zero',
        mapMethods: valuesMethods,
      });
    } catch (error) {
      throw asParseError(error, texts);
    }
  }

  function render(name: string, data: object, world: World = createHelmWorld()): string {
    try {
      // Go writes this for nil, whatever missingkey says
      return set.execute(name, data as GoMap, world).replaceAll('<no value>', '');
    } catch (error) {
      throw asExecuteError(error, texts);
    }
  }
}
