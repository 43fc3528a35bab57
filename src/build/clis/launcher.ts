/** The oldest Node.js that a launcher starts on: what programs carry. */
const oldest = 24;

/**
 * A file that is a script for a shell and for Node.js: the shell looks for Node.js and hands the same file to it. It runs whether
 * Node.js takes the file for CommonJS or for a module, which a package.json round it decides. Its --help ends with what it needs.
 */
export function launcherOf(name: string, script: string): string {
  const needs = `${name} needs Node.js ${oldest} or newer on the PATH`;
  return [
    '#!/bin/sh',
    `':' //; command -v node >/dev/null 2>&1 || { echo "${needs}" >&2; exit 1; }; exec node "$0" "$@"`,
    'const { argv, exit, once, stderr, stdout, version } = process;',
    `if (Number.parseInt(version.slice(1), 10) < ${oldest}) {`,
    `  stderr.write(${JSON.stringify(`${needs}; this is `)} + version + '\\n');`,
    '  exit(1);',
    '}',
    "if (argv.some((word) => word === '--help' || word === '-h')) {",
    `  const note = ${JSON.stringify(`\nThis file is a script: ${needs}.\n`)};`,
    "  once.call(process, 'exit', () => stdout.write(note));",
    '}',
    '((start) => {',
    "  const { createRequire } = process.getBuiltinModule('node:module');",
    "  const { realpathSync } = process.getBuiltinModule('node:fs');",
    '  const file = realpathSync(process.argv[1]);',
    '  const module = { exports: {} };',
    "  start(module.exports, createRequire(file), module, file, file.replace(/[^/]*$/, ''));",
    '})((exports, require, module, __filename, __dirname) => {',
    script,
    '});',
    '',
  ].join('\n');
}
