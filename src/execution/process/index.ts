/**
 * Programs that a component is carried out by: started without a shell, their words handed over as they are.
 *
 * What sops prints stays in memory; what others print is passed on line by line. They end with the signal that ends us, all
 * that they started included; terraform has the time to finish what it is at. What outlives a cloudmgr that was killed keeps its
 * deployment locked.
 */
export { lockWithPrograms } from './lock.ts';
export { captureProgram, type Ended, runProgram } from './start.ts';
