import { provideBinaries } from '../../../src/devcluster/index.ts';

await provideBinaries(['kwok'], { modules: process.env['MODULES'] ?? '', env: process.env });
