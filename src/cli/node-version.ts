/**
 * Imported first by main.ts, before anything that an older Node.js cannot load.
 * The syntax here is what such a Node.js still understands.
 */
const needed = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < needed) {
  process.stderr.write(`error: capstan needs Node.js ${needed} or newer; this is ${process.version}\n`);
  process.exit(1);
}
