import { mergeValues } from '../../chart/index.ts';
import { localCapabilities, manifestText, renderChart } from '../../render/index.ts';
import type { Components, HelmComponent } from '../components/index.ts';
import type { Target } from '../environment/index.ts';
import { effectiveSpecs, readDeployment } from '../inventory/index.ts';
import { maskedError, maskerOf } from '../secrets/index.ts';
import type { Tools } from '../tools.ts';
import { chartOf, prepare } from './prepare.ts';
import { shown } from './shown.ts';

/** What an install or update would apply, without a cluster; what is secret is masked, and so is all that Secrets hold. */
export async function renderHelm(
  component: HelmComponent,
  components: Components,
  target: Target,
  tools: Tools,
  signal: AbortSignal,
): Promise<string> {
  const recorded = (await readDeployment(target.componentBase))?.helm;
  const specs = effectiveSpecs('update', target.specs, recorded);
  const prepared = await prepare(component, components, target, specs, tools, signal);
  const masked = maskerOf(prepared.secrets);
  try {
    const chart = await chartOf(component, prepared, target, tools, signal);
    const { release: name, namespace, values, data } = prepared;
    const rendered = renderChart({
      chart,
      values: mergeValues(values, data),
      capabilities: localCapabilities(),
      release: { name, namespace, revision: 1, isInstall: true, isUpgrade: false },
    });
    return masked(manifestText([...rendered.manifests, ...rendered.hooks].map(shown)));
  } catch (error) {
    throw maskedError(error, masked);
  }
}
