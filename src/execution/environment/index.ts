/**
 * A component for one user: its folders, its cluster, and the environment in which its texts are expanded and its programs
 * run. The same whether a step of the workflow tier asks or a person at a terminal.
 *
 * Parameters are in it as one text (DEPLOY_PARAMS), never as variables that they name themselves.
 */
export { checkNotKept } from './kept-files.ts';
export { type Asked, type Target, targetOf, withHome } from './target.ts';
export { pathFor, textFor, wordsFor } from './texts.ts';
