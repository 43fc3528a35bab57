import { func, type GoMap, Struct, type StructType, typedList, typedMap } from '../../template/index.ts';
import type { Files } from '../files.ts';

/** `.Files`: a named map of bytes with methods. */
export function filesStruct(files: Files): Struct {
  return new Struct(filesType, new Map(), files);
}

const filesType: StructType = {
  name: 'engine.files',
  kind: 'map',
  items: (value) => bytesByPath(filesOf(value)),
  json: (value) => bytesByPath(filesOf(value)),
  methods: {
    Get: (value) => func(['string'], (path) => filesOf(value).Get(path)),
    GetBytes: (value) => func(['string'], (path) => filesOf(value).GetBytes(path)),
    Glob: (value) => func(['string'], (pattern) => filesStruct(filesOf(value).Glob(pattern))),
    Lines: (value) => func(['string'], (path) => typedList('string', filesOf(value).Lines(path))),
    AsConfig: (value) => func([], () => filesOf(value).AsConfig()),
    AsSecrets: (value) => func([], () => filesOf(value).AsSecrets()),
  },
};

function filesOf(value: Struct): Files {
  return value.self as Files;
}

const maps = new WeakMap<Files, GoMap>();

function bytesByPath(files: Files): GoMap {
  let map = maps.get(files);
  if (!map) {
    map = typedMap(
      '[]uint8',
      [...files.paths()].map((path) => [path, files.GetBytes(path)] as const),
    );
    maps.set(files, map);
  }
  return map;
}
