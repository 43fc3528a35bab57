import { mergeValues, type Values } from '../../chart/index.ts';
import type { KubeObject } from '../../cluster/index.ts';
import { expandResourceText, type InputSource } from '../watches/index.ts';
import { hasPickedChanged, pickFields } from './fields.ts';
import type { Gathered, SourceOptions } from './gather.ts';
import { expandNamespace, ifServed, untilServed } from './place.ts';

/** Objects of other kinds as they are, status and all, in lists at their value paths. */
export async function readInputs(options: SourceOptions): Promise<Gathered> {
  const { watch, resource, identity, owner, sources, signal } = options;
  const lists = await Promise.all(
    watch.inputs.map(async (input) => {
      const namespace = expandNamespace(input.namespace, resource, identity);
      const labelSelector = expandResourceText(input.selector, resource);
      const kind = { gvk: input.gvk, namespace, labelSelector };
      const { fields } = input;
      const concerns = fields && ((before?: KubeObject, after?: KubeObject) => hasPickedChanged(before, after, fields));
      return { input, objects: await ifServed(() => sources.list(owner, kind, signal, concerns)) };
    }),
  );
  let data: Values = {};
  const waitingFor: string[] = [];
  for (const { input, objects } of lists) {
    if (objects === 'unserved') waitingFor.push(untilServed(input.gvk));
    else {
      const { fields } = input;
      data = mergeValues(data, at(input, fields ? objects.map((object) => pickFields(object, fields)) : objects));
    }
  }
  return { values: {}, data, waitingFor, warnings: [] };
}

function at({ as }: InputSource, value: unknown): Values {
  return as.split('.').reduceRight((inner, key) => ({ [key]: inner }), value) as Values;
}
