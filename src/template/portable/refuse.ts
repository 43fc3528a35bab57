import { CapstanError } from '../../errors/index.ts';
import type { TemplateSource } from '../engine.ts';
import { etaStages } from '../eta/index.ts';

/** What has no equal in a Go template, with its place in the Eta template. */
export function refusal(source: TemplateSource, offset: number, what: string, hint: string): CapstanError {
  return new CapstanError('TEMPLATE_UNPORTABLE', `template ${source.name} cannot become a Go template: ${what}`, {
    place: etaStages().placeOf(source, offset),
    hint,
  });
}
