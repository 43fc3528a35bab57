/**
 * What JavaScript means, as named templates of Go, in families: values, texts, numbers, lists (and tables), output, root.
 *
 * A named template takes a dict and puts its result into it as `r`, so that it can give any value; some of output.ts write
 * text instead. `at` and `n` in the dict are the place and the words of the code that calls, for messages. `@` stands for
 * the chart's own prefix, as named templates are known to all charts of a release. A chart gets those that it uses.
 */
export { libraryFile } from './library.ts';
