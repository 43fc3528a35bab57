import type { Command, StateName } from './representations.ts';
import { request } from './shell/index.ts';

export type * from './representations.ts';

export const api = '/admin/api/v2';

export interface NewCommand {
  readonly offering: string;
  readonly user: string;
  readonly phase: string;
  readonly params: string;
  readonly deployment?: string;
}

/** @param attempt the same for each try of one submission: the server takes it once */
export function submitCommand(command: NewCommand, attempt: string): Promise<Command> {
  return request(`${api}/service/command`, { method: 'POST', body: command, headers: { 'idempotency-key': attempt } });
}

export function restartCommand(id: number): Promise<Command> {
  return request(`${api}/service/command/${id}/restart`, { method: 'POST' });
}

export function cancelCommand(id: number): Promise<Command> {
  return request(`${api}/service/command/${id}/cancel`, { method: 'POST' });
}

export function isOver({ status_name }: { readonly status_name: StateName }): boolean {
  return status_name !== 'INITIATED' && status_name !== 'PENDING';
}

/** The path of a list. @param query what is empty is left out */
export function listPath(what: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value ? [[key, String(value)]] : []));
  return `${api}/service/${what}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
}
