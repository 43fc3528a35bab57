/**
 * Knitfab's programs, one folder each with a main.ts that build.yaml makes an image of: what the charts of
 * helm-charts/knitfab deploy.
 *
 * Data is a volume with tags. A Plan is an image with inputs and outputs, each a mount point with tags. When there is
 * data that carries the tags of every input, a Run comes into being (projection), gets volumes for its outputs
 * (initialize), a Job (run-management) whose nurse keeps the log, and at its end its outputs become data with the tags
 * that the plan gives them (finishing). knitd is what users speak to, knitd-backend what speaks to the cluster for it,
 * a data agent reads and writes one volume over HTTP, and the volume expander makes volumes grow.
 *
 * Invariants: what is true stands in the database; every step can be repeated, as a loop may die after each line, and a
 * row is changed only from the state that it was read in.
 */
export { agentCommand } from './knit-dataagt/index.ts';
export { emptyCommand } from './knit-empty/index.ts';
export { loopsCommand } from './knit-loops/index.ts';
export { nurseCommand } from './knit-nurse/index.ts';
export { upgraderCommand } from './knit-schema-upgrader/index.ts';
export { vexCommand } from './knit-vex/index.ts';
export { knitdCommand } from './knitd/index.ts';
export { backendCommand } from './knitd-backend/index.ts';
