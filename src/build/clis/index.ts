/**
 * Programs for those who use a project: one file for each system and architecture.
 *
 *   bundle.ts    a module and all that it imports as one script, by the project's own esbuild
 *   program.ts   Node.js with the script put into it (a single executable application)
 *   launcher.ts  the script by itself, for systems where a program cannot be put together elsewhere: it needs Node.js
 *   make.ts      which of them, and where it goes
 */
export { findBundler } from './bundle.ts';
export { type CliOptions, makeClis, nodeToolsOf, provideNodes } from './make.ts';
