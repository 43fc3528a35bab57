import { CapstanError } from '../errors/index.ts';

export interface BindAddress {
  /** undefined: all of the machine's addresses. */
  readonly host: string | undefined;
  /** 0: one that is free. */
  readonly port: number;
}

/**
 * `:8080`, `127.0.0.1:8080`, `[::1]:0`, `localhost:8080`; undefined for `0` and '', which switch the server off, as in controller-runtime.
 * @throws CapstanError USAGE
 */
export function parseBindAddress(text: string): BindAddress | undefined {
  if (text === '0' || text === '') return undefined;
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new CapstanError('USAGE', `"${text}" is no address to listen on`, {
      hint: 'write it as :8080 or 127.0.0.1:8080; 0 switches the server off',
    });
  }
  return { host: bracketed || plain || undefined, port };
}
