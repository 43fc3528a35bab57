import { runProgram } from '../program.ts';
import { emptyCommand } from './index.ts';

await runProgram(emptyCommand, process.env);
