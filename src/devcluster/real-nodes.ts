/** Nodes that run containers: loaded where they are asked for, as they bring a client of the API server along. */
export function realNodes(): Promise<typeof import('./nodes/index.ts')> {
  return import('./nodes/index.ts');
}
