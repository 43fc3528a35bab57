import type { List } from './api.ts';
import { hrefOf, Icon } from './shell/index.ts';

/** Below a list: how many there are, and the pages beside this one. @param query of the address, without the page */
export function Paging(props: {
  list: List<unknown> | undefined;
  path: readonly string[];
  query: Readonly<Record<string, string | undefined>>;
  what: readonly [one: string, many: string];
}) {
  const { list, path, query, what } = props;
  if (!list || list.meta.total === 0) return <p class="foot" />;
  const { total, limit, offset } = list.meta;
  const page = Math.floor(offset / limit) + 1;
  const pages = Math.ceil(total / limit);
  const to = (number: number) => hrefOf(path, { ...query, page: number > 1 ? String(number) : undefined });
  return (
    <div class="foot">
      <span class="number">
        {total} {total === 1 ? what[0] : what[1]}
      </span>
      {pages > 1 && (
        <nav class="actions" aria-label="Pages">
          {page > 1 && (
            <a class="button plain" href={to(page - 1)}>
              <Icon name="chevron" size={16} class="back" />
              Newer
            </a>
          )}
          <span class="number page-number">
            {page} of {pages}
          </span>
          {page < pages && (
            <a class="button plain" href={to(page + 1)}>
              Older
              <Icon name="chevron" size={16} />
            </a>
          )}
        </nav>
      )}
    </div>
  );
}
