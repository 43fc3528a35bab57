import { quote } from './strconv-quote.ts';
import { GoError } from './value.ts';

export type NumFault =
  | 'invalid syntax'
  | 'value out of range'
  | `invalid base ${number}`
  | `invalid bit size ${number}`;

/** Go's *strconv.NumError. */
export class NumError extends GoError {
  readonly fault: NumFault;
  constructor(name: string, text: string, fault: NumFault) {
    super(`strconv.${name}: parsing ${quote(text)}: ${fault}`);
    this.fault = fault;
  }
}
