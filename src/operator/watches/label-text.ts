import type { ResourceText } from './watch.ts';

/**
 * A template for a label's value, whose actions cannot print anything but a label's value: what a resource says must not
 * become another requirement of the selector.
 */
export function asLabelValue(text: ResourceText): ResourceText {
  return text.replace(/\{\{(-?)(.*?)(-?)\}\}/gs, (action, left: string, body: string, right: string) =>
    printsNothing.test(body) ? action : `{{${left}${body} | labelValue ${right}}}`,
  );
}

const printsNothing = /^\s*(\/\*|(if|else|end|range|with|define|block|template|break|continue)\b|\$\w*\s*(,|:?=))/;
