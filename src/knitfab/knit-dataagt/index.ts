/**
 * dataagt: one volume over HTTP, for one transfer.
 *
 * A pod of it mounts the volume of one piece of data and either gives it as a tar archive or unpacks one into it. Nobody
 * but knitd-backend makes and asks such pods. Nothing that an archive holds comes to lie outside of the volume.
 */
export { agentCommand } from './command.ts';
export { agentServer } from './server.ts';
