import type { Report } from '../../execution/index.ts';
import { barText } from '../install/chart-bars.ts';
import { type Env, hasProgress, type OutputStream } from '../terminal.ts';
import { Progress, type ProgressStream } from '../up/progress.ts';

type Out = ProgressStream & OutputStream & { readonly columns?: number };

const widthAtLeast = 40;

/**
 * How a component comes about, on standard error: a line that rewrites itself on a terminal, plain lines elsewhere. What its
 * programs print goes where they printed it. Steps that a line of another program already tells stay short.
 */
export function makeReport(stdout: ProgressStream, stderr: Out, env: Env): Report & Disposable {
  const steps = new Progress(stderr, { live: hasProgress(stderr, env) });
  let heading = '';
  return {
    step(what) {
      heading = what;
      steps.begin(what);
    },
    progress(progress) {
      const room = Math.max((stderr.columns ?? 80) - 12, widthAtLeast); // the seconds stand behind it
      steps.change(`${heading} ${barText(progress)}`.slice(0, room));
    },
    done: (line) => steps.end(line),
    line: (text, stream) => steps.aside(() => (stream === 'stdout' ? stdout : stderr).write(`${text}\n`)),
    [Symbol.dispose]: () => steps.end(),
  };
}
