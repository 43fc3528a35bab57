import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import type { RequestError } from './request.ts';

/** There is nothing, and what one may do about it. */
export function Empty(props: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <div class="notice">
      <Icon name={props.icon} size={40} />
      <h2>{props.title}</h2>
      {props.children && <p>{props.children}</p>}
      {props.actions && <div class="actions">{props.actions}</div>}
    </div>
  );
}

/** A view whose data did not come. */
export function Failure({ error, reload }: { error: RequestError; reload?: () => void }) {
  return (
    <div class="notice" role="alert">
      <Icon name="warning" size={40} />
      <h2>{error.title}</h2>
      <p>{error.message}</p>
      {reload && (
        <div class="actions">
          <button type="button" class="button" onClick={reload}>
            <Icon name="again" size={16} />
            Try again
          </button>
        </div>
      )}
    </div>
  );
}

/** Why what a person did was refused. */
export function Refusal({ error }: { error: RequestError | undefined }) {
  if (!error) return null;
  return (
    <div class="alert" role="alert">
      <Icon name="warning" />
      <p>{error.message}</p>
    </div>
  );
}

/** As many rows as are awaited, as high as they will be: nothing moves when they come. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status">
      <span class="unseen">loading</span>
      <ul class="panel rows loading" aria-hidden="true">
        {Array.from({ length: rows }, (_, index) => (
          <li key={index}>
            <span class="row">
              <span class={`bone bone-${index % 4}`} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
