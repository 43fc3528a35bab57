import { runProgram } from '../program.ts';
import { nurseCommand } from './index.ts';

await runProgram(nurseCommand, process.env);
