import { runProgram } from '../program.ts';
import { backendCommand } from './index.ts';

await runProgram(backendCommand, process.env);
