import type { Cli } from '../project/index.ts';
import type { Arch, System } from './request.ts';

export interface PlannedCli {
  readonly name: string;
  readonly entry: string;
  readonly system: System;
  readonly arch: Arch;
  /** `bin/clis/NAME-OS-ARCH[.exe]` */
  readonly path: string;
  /** A program that carries Node.js; a launcher is a script that needs one installed. */
  readonly form: 'program' | 'launcher';
}

export function planClis(clis: readonly Cli[], systems: readonly System[], arches: readonly Arch[]): PlannedCli[] {
  return clis.flatMap(({ name, entry }) =>
    systems.flatMap((system) =>
      arches.map((arch) => ({
        name,
        entry,
        system,
        arch,
        path: `bin/clis/${name}-${system}-${arch}${system === 'windows' ? '.exe' : ''}`,
        form: formOf(system),
      })),
    ),
  );
}

/** A program for macOS has to be signed on macOS once something is put into it. */
function formOf(system: System): PlannedCli['form'] {
  return system === 'darwin' ? 'launcher' : 'program';
}
