import type { Params } from '../../params/index.ts';
import type { Target } from '../environment/index.ts';
import { effectiveSpecs, readDeployment } from '../inventory/index.ts';

/** The parameters that a phase of a component will go by: those of an update are laid over what it was installed with. */
export async function specsToCheck({ componentBase, phase, specs }: Target): Promise<Params> {
  const deployed = await readDeployment(componentBase);
  return effectiveSpecs(phase, specs, deployed?.helm ?? deployed?.scripts);
}
