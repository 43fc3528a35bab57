/** Of the reference pages: one column of contents, one of text; light or dark as the reader's system is. */
export const style = `:root { --ink: #1c2430; --soft: #55606f; --paper: #fff; --panel: #f4f6f9; --line: #d8dee7; --accent: #0a5bc4; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9f1; --soft: #a4b0c0; --paper: #12161c; --panel: #1a2028; --line: #323c49; --accent: #7db3ff; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; background: var(--panel); border-right: 1px solid var(--line); font-size: .875rem; }
nav h2 { margin: 1rem 0 .25rem; font-size: .8rem; text-transform: uppercase; letter-spacing: .05em; color: var(--soft); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav b { display: inline-block; min-width: 3.6rem; font-size: .75rem; color: var(--soft); }
main { padding: 1rem 2rem 4rem; max-width: 70rem; }
a { color: var(--accent); }
section { border-top: 1px solid var(--line); padding: .5rem 0 1rem; }
h3 b { font-size: .8rem; padding: .1rem .4rem; border: 1px solid var(--line); border-radius: .25rem; }
small { color: var(--soft); font-weight: normal; }
code, pre { font: .875em/1.45 ui-monospace, monospace; }
code { background: var(--panel); padding: .1em .3em; border-radius: .2rem; overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; overflow: auto; }
pre code { padding: 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; } main { padding: 1rem; } }
`;
