import { runProgram } from '../program.ts';
import { vexCommand } from './index.ts';

await runProgram(vexCommand, process.env);
