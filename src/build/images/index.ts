/**
 * Components of a project as images.
 *
 *   commands.ts       runs what build.yaml says makes the files of a component
 *   specification.ts  a component, for one architecture, as src/image wants to be told of it
 *   runtimes.ts       fetches Node.js for them, before anything runs
 *   make.ts           all of a plan; layout.ts: into one OCI layout
 *   record.ts         images.json: what the layout holds, for whoever publishes
 *   publish.ts, publish-script.ts   pushes what was built, and the script that is written beside it
 */
export { commandsOf, projectEnv, runCommand } from './commands.ts';
export { updateLayout } from './layout.ts';
export { type MakeOptions, makeImages } from './make.ts';
export { type PublishedImage, type PublishOptions, publish } from './publish.ts';
export { publishScript } from './publish-script.ts';
export { type BuildRecord, type BuiltComponent, readRecord } from './record.ts';
export { provideRuntimes, runtimeToolsOf } from './runtimes.ts';
