import type { Notice } from '../../server/index.ts';
import { Icon, type RequestError } from '../shell/index.ts';

/** What is in the way of a whole picture, in the API server's words. */
export function Notices({ notices, error }: { notices: readonly Notice[]; error: RequestError | undefined }) {
  if (notices.length === 0 && !error) return null;
  return (
    <div class="alert calm notices" role="status">
      <Icon name="warning" />
      <div>
        {error && <p>{error.message}. What is shown was seen before.</p>}
        {notices.length > 0 && <p>Not everything can be seen:</p>}
        <ul>
          {notices.map(({ code, message }) => (
            <li key={message}>
              {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
