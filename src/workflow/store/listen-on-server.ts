import pg from 'pg';
import { messageOf } from '../../errors/index.ts';
import type { Logger } from '../../log/index.ts';
import type { Listen } from './changes.ts';
import { changesChannel } from './migrations/index.ts';

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/** Listens on a connection of its own, and comes back when that is lost. */
export function listenOnServer(config: pg.ClientConfig, log: Logger): Listen {
  return async (onMessage, onGap) => {
    let client = await connect();
    let isClosed = false;
    let retry: NodeJS.Timeout | undefined;
    watch(client);

    function watch(watched: pg.Client): void {
      watched.on('notification', ({ payload }) => payload !== undefined && onMessage(payload));
      watched.once('end', () => comeBack(firstPauseMs));
    }

    function comeBack(pauseMs: number): void {
      if (isClosed) return;
      retry = setTimeout(async () => {
        try {
          client = await connect();
          if (isClosed) return void client.end();
          watch(client);
          onGap();
        } catch (error) {
          log.debug('cannot listen for changes', { reason: messageOf(error) });
          comeBack(Math.min(pauseMs * 2, longestPauseMs));
        }
      }, pauseMs);
    }

    return async () => {
      isClosed = true;
      clearTimeout(retry);
      await client.end();
    };
  };

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(config);
    client.on('error', (error) => log.debug('the connection that listens was lost', { reason: messageOf(error) }));
    try {
      await client.connect();
      await client.query(`LISTEN ${changesChannel}`);
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }
}
