/**
 * The parameters of a command as one text: `k=v[,k=v…]`, and what may be the name of a plan or a user.
 *
 * The workflow tier keeps the text, the execution tier reads it, the server and the CLI check it: all by these functions,
 * so that a value means the same everywhere. A value may hold `=`, blanks and anything a shell would act on: it is text
 * and stays text. A comma within a value is written `\,`; other backslashes stand for themselves.
 *
 * Law: parseParams(formatParams(p)) is p.
 */
export { formatParams } from './format.ts';
export { isPlanName, isUserName, planNameForm, userNameForm } from './names.ts';
export { mergeParams, type Params, parseParams, readParams } from './parse.ts';
export { splitWords } from './words.ts';
