import { Badge, type Tone } from '../../shell/index.ts';

interface DiffTextProps {
  readonly title: string;
  readonly did: string;
  readonly text?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** One object's lines, as `diff -u` writes them. */
export function DiffText({ title, did, text, error }: DiffTextProps) {
  return (
    <section class="panel diff" aria-label={title}>
      <h2>
        <span class="cut">{title}</span>
        <Badge tone={toneOf(did)}>{did}</Badge>
      </h2>
      {error && (
        <p class="refusal">
          {error.message} <code>{error.code}</code>
          {error.hint && <span class="soft"> Hint: {error.hint}</span>}
        </p>
      )}
      {text && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys
        <pre tabIndex={0}>
          {text.split('\n').map((line, index) => (
            <span key={index} class={classOf(line)}>
              {line}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
    </section>
  );
}

function classOf(line: string): string {
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : '';
}

function toneOf(did: string): Tone {
  if (did === 'new' || did.endsWith('created')) return 'good';
  if (/gone|deleted|anew|refused/.test(did)) return 'bad';
  return 'busy';
}
