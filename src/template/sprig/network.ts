import { type Funcs, running } from '../go/index.ts';

export const networkFuncs: Funcs = {
  getHostByName: running(['string'], (run, name) => run.world.resolveHost(name)),
};
