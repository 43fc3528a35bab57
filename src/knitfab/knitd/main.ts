import { runProgram } from '../program.ts';
import { knitdCommand } from './index.ts';

await runProgram(knitdCommand, process.env);
