import { runProgram } from '../program.ts';
import { loopsCommand } from './index.ts';

await runProgram(loopsCommand, process.env);
