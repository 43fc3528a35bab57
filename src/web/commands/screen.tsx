import { Component } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api, isOver, type OutputLine, type Task } from '../api.ts';
import { Icon } from '../shell/index.ts';
import { readAnsi } from './ansi.ts';
import type { Lines } from './lines.ts';
import { useOutput } from './output.ts';

/** What a task writes, as it writes it. @param live what came by the stream of events, if one is open */
export function Screen({ task, live }: { task: Task; live: Lines | undefined }) {
  const kept = useOutput(live && !isOver(task) ? undefined : task.id, task.status);
  const lines = isAhead(live, kept.lines) ? live : { list: kept.lines, left: 0 };
  const [isFollowing, setFollowing] = useState(!isOver(task));
  const [isOfParams, setOfParams] = useState(false);
  const box = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (isFollowing && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [isFollowing, lines.list]);

  /** Whoever scrolls up wants to read; back at the end, the end is followed again. */
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current as HTMLDivElement;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 24;
    if (isAtEnd !== isFollowing && !isOver(task)) setFollowing(isAtEnd);
  };

  return (
    <section class="screen" aria-label={`Output of ${task.name}`}>
      <div class="screen-head">
        <h2 class="cut">{task.name}</h2>
        {task.return_code !== null && <span class="number">return code {task.return_code}</span>}
        <button type="button" class="button plain" aria-pressed={isOfParams} onClick={() => setOfParams(!isOfParams)}>
          Parameters
        </button>
        {!isOver(task) && (
          <button
            type="button"
            class="button plain"
            aria-pressed={isFollowing}
            onClick={() => setFollowing(!isFollowing)}
          >
            Follow
          </button>
        )}
        <a
          class="button plain"
          href={`${api}/service/task/${task.id}/output?format=text`}
          download={`task-${task.id}.txt`}
          aria-label="Download the output"
          title="Download the output"
        >
          <Icon name="download" size={16} />
        </a>
      </div>
      {isOfParams ? (
        <pre class="lines given">{task.params}</pre>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <div ref={box} class="lines" tabIndex={0} role="log" aria-live="off" aria-label="Output" onScroll={scrolled}>
            {lines.left > 0 && <p class="lines-note">{lines.left} earlier lines are in the download.</p>}
            {lines.list.map((line) => (
              <Line key={line.id} line={line} />
            ))}
            {lines.list.length === 0 && <p class="lines-note">{emptyWord(task, kept.isLoading)}</p>}
            {lines !== live && kept.isCut && (
              <p class="lines-note">These are the first {lines.list.length} lines; all are in the download.</p>
            )}
            {lines !== live && kept.error && <p class="lines-note">{kept.error.message}</p>}
          </div>
        </>
      )}
    </section>
  );
}

/** There may be thousands, and none of them changes. */
class Line extends Component<{ line: OutputLine }> {
  override shouldComponentUpdate(): boolean {
    return false;
  }

  override render({ line }: { line: OutputLine }) {
    return (
      <div class={`line ${line.stream}`}>
        <time dateTime={line.time}>{clockOf(line.time)}</time>
        <span>
          {readAnsi(line.text).map(({ text, look }, index) =>
            look === '' ? (
              text
            ) : (
              <span key={index} class={look}>
                {text}
              </span>
            ),
          )}
        </span>
      </div>
    );
  }
}

/** A stream that has just begun sends what was there before: until it has caught up, what was read is more. */
function isAhead(live: Lines | undefined, kept: readonly OutputLine[]): live is Lines {
  return (live?.list.at(-1)?.id ?? -1) >= (kept.at(-1)?.id ?? 0);
}

function emptyWord(task: Task, isLoading: boolean): string {
  if (isLoading) return 'loading …';
  if (task.status_name === 'INITIATED') return 'It has not begun: it waits for what is before it.';
  return isOver(task) ? 'It wrote nothing.' : 'Nothing is written yet.';
}

/** `14:03:07.512`, in the time of whoever reads. */
function clockOf(time: string): string {
  const at = new Date(time);
  const two = (count: number) => String(count).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
