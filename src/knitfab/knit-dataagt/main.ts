import { runProgram } from '../program.ts';
import { agentCommand } from './index.ts';

await runProgram(agentCommand, process.env);
