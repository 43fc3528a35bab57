import { runProgram } from '../program.ts';
import { upgraderCommand } from './index.ts';

await runProgram(upgraderCommand, process.env);
