/**
 * Faults on the way between a client and a real API server.
 *
 * FaultProxy speaks HTTP on both sides: it sees requests and answers, counts them, and harms those it is told to: none, cut,
 * late, refused, or carried out with the answer lost. A trap strikes its client at the N-th write. TcpRelay stands below
 * TLS: it sees connections and bytes only. Dice are a seed's: a run that failed is run again with the same seed.
 */
export { chance, type Dice, diceOf } from './dice.ts';
export { FaultProxy } from './proxy.ts';
export type { Fault, Moment, Seen, Trap, Verb } from './seen.ts';
export { type TcpRelay, tcpRelay } from './tcp-relay.ts';
