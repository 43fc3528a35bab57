/** A command as words: no shell reads it. */
export type Command = readonly string[];

/** Files of the project that go into an image. */
export interface FileEntry {
  /** Relative to the project; a folder means what is in it. */
  readonly from: string;
  /** Absolute; with a slash at the end it is a folder. */
  readonly to: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly exclude?: readonly string[];
}

/** One image. */
export interface Component {
  readonly name: string;
  readonly build?: Command;
  /** The command runs once for each architecture. */
  readonly isBuiltPerArch: boolean;
  readonly base: string;
  readonly runtime: 'node' | 'none';
  /** Each entry is a layer: what changes most goes last. */
  readonly files: readonly FileEntry[];
  readonly user: number;
  readonly group: number;
  readonly workdir?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly volumes: readonly string[];
  /** Undefined: those of the base, if it has any. */
  readonly command?: Command;
  readonly args?: Command;
  readonly labels: Readonly<Record<string, string>>;
  /** A CycloneDX file of what the files bring along. */
  readonly sbom?: string;
  /** Where a debugger finds the program of a --debug build. */
  readonly debugPort?: number;
}

/** A program for those who use the project, of one file for each system. */
export interface Cli {
  readonly name: string;
  /** The module that it starts with. */
  readonly entry: string;
}

/** An archive of what administrators need. */
export interface AdminTools {
  readonly build?: Command;
  readonly files: readonly FileEntry[];
}

export interface Project {
  /** What messages call build.yaml. */
  readonly file: string;
  readonly name: string;
  readonly registry: string;
  readonly repository?: string;
  /** Runs once, before everything else is built. */
  readonly build?: Command;
  readonly components: readonly Component[];
  readonly charts?: { readonly from: string; readonly to: string };
  readonly clis: readonly Cli[];
  readonly adminTools?: AdminTools;
}
