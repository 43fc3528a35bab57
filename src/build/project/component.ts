import { absolute, command, fileEntry, id, inside, portNumber, withoutAbsent } from './parts.ts';
import type { Component } from './project.ts';
import {
  anyText,
  boolean,
  choice,
  FieldError,
  listOf,
  mapOf,
  matching,
  nameOf,
  needed,
  optional,
  type Reader,
  table,
  text,
  withDefault,
} from './reader.ts';

const imageName = matching(
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/,
  'a name that an image can have: small letters, digits, dashes',
);

/** Who runs a component that names nobody: not root, and nobody of the machine. */
const nobody = 65_532;

const nodeProgram = '/usr/local/bin/node';

const readComponent = table({
  name: needed(imageName),
  build: optional(command),
  perArch: withDefault(boolean, false),
  base: withDefault(text, 'scratch'),
  runtime: withDefault(choice('node', 'none'), 'none'),
  files: withDefault(listOf(fileEntry), []),
  user: withDefault(id, nobody),
  group: withDefault(id, 0),
  workdir: optional(absolute),
  env: withDefault(mapOf(anyText), {}),
  ports: withDefault(listOf(portNumber), []),
  volumes: withDefault(listOf(absolute), []),
  command: optional(command),
  args: optional(command),
  labels: withDefault(mapOf(anyText), {}),
  sbom: optional(inside),
  debug: optional(table({ port: needed(portNumber) })),
});

export const component: Reader<Component> = (field) => {
  const { perArch, debug, ...read } = readComponent(field);
  if (perArch && read.build === undefined) {
    throw new FieldError(`${nameOf(field)}: perArch is said of a build, and there is none`, field);
  }
  const hasNode = read.command?.some((word) => word === 'node' || word === nodeProgram);
  if (debug !== undefined && hasNode !== true) {
    throw new FieldError(
      `${nameOf(field)}: debug needs a command that starts node`,
      {
        path: [...field.path, 'debug'],
      },
      `the command's first word is to be ${nodeProgram}`,
    );
  }
  return withoutAbsent({ ...read, isBuiltPerArch: perArch, debugPort: debug?.port });
};
