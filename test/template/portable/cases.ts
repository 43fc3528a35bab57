import type { Templates } from './both.ts';

/** The values of all cases. */
export const values = {
  name: 'web',
  text: 'a: "b" {{ .x }} <&> é',
  empty: '',
  zero: 0,
  one: 1,
  many: 12345678,
  half: 0.5,
  huge: 1e21,
  yes: true,
  no: false,
  nothing: null,
  list: ['b', 'a', 'c'],
  none: [],
  table: { b: 1, a: { z: 'y' }, '10': 'ten', '9': 'nine' },
  bare: {},
  hosts: [
    { name: 'x', ports: [80, 81] },
    { name: 'y', ports: [], extra: null },
  ],
  script: '#!/bin/sh\nset -e\n\necho "{{ hi }}"\n',
};

/** What a template does, and the template: each must write the same in both languages. */
export const cases: readonly (readonly [string, string | Templates])[] = [
  ['a name of its own that a function has', "<% const sorted = ['b', 'a']; %>\na: <%= sorted.join('-') %>\n"],
  ['text alone', 'a: 1\nb: "{{ x }}"\nc: {{{}}}\nd: {\n'],
  ['braces in front of a tag', 'a: {<%= it.Values.name %>: 1}\nb: {{<%~ it.Values.name %>}}\n'],
  ['scalars', each('name', 'text', 'empty', 'zero', 'many', 'half', 'huge', 'yes', 'no')],
  ['literals', 'a: [<%= 1 %>, <%= "x: y" %>, <%= true %>, <%= 1e21 %>, <%= -0 %>, <%= 0.1 %>]\n'],
  [
    'texts that would be numbers of Go without their _',
    [
      ...['1e3_', '1e5_0', '0O51', '0X1_', '5._e9_', '0_x0E0', '1e9_99', '0Xfffffffffffffffff', '0o_7', '._5e9_'],
      ...['1_', '0_8', '0b_', '0x', '1e', '1_e', '5._e', '0O9', '1.2.3', '10_a'],
    ]
      .map((text) => `- <%= \`\${it.Values.empty}${text}\` %>\n- <%= \`\${it.Values.empty}${text}\` %>: 1\n`)
      .join(''),
  ],
  [
    'items by an index that is a text',
    'a: <%= it.Values.list["1"] ?? "nope" %>\nb: <%= it.Values.name["0"] %>\nc: <%= it.Values.hosts["0"].ports["1"] %>\nd: <%= it.Values.hosts?.["0"]?.name %>\ne: <%= it.Values.table["10"] %>\nf: <%= ({ 1: "x" })["1"] %>\ng: <%= it.Values.list["7"] ?? "none" %>\nh: <%= it.Values.list["01"] ?? "none" %>\n<% const { "2": third, "0": { length } = [] } = it.Values.list; const { hosts: { "1": { name } } } = it.Values; %>\ni: <%= third %>\nj: <%= length %>\nk: <%= name %>\nl: <%= it.Values.many["0"] ?? "none" %>\n',
  ],
  [
    'truth of everything',
    Object.keys(values)
      .map((key) => `${key}: <%= it.Values.${key} ? 'yes' : 'no' %>\n`)
      .join(''),
  ],
  [
    '|| of everything',
    Object.keys(values)
      .map((key) => `${key}:\n  <%~ yaml(sorted(it.Values.${key} || 'other')) %>\n`)
      .join(''),
  ],
  [
    '&& of everything',
    Object.keys(values)
      .map((key) => `${key}:\n  <%~ yaml(sorted(it.Values.${key} && 'other')) %>\n`)
      .join(''),
  ],
  [
    '?? of everything',
    [...Object.keys(values), 'missing']
      .map((key) => `${key}:\n  <%~ yaml(sorted(it.Values.${key} ?? 'other')) %>\n`)
      .join(''),
  ],
  [
    '=== with a text',
    [...Object.keys(values), 'missing'].map((key) => `${key}: <%= it.Values.${key} === 'web' %>\n`).join(''),
  ],
  [
    '=== with null, undefined, a number, a boolean',
    [...Object.keys(values), 'missing']
      .map(
        (key) =>
          `${key}: [${['null', 'undefined', '0', 'true'].map((other) => `<%= it.Values.${key} === ${other} %>`).join(', ')}]\n`,
      )
      .join(''),
  ],
  ['typeof', [...Object.keys(values), 'missing'].map((key) => `${key}: <%= typeof it.Values.${key} %>\n`).join('')],
  [
    '?.',
    'a: <%= it.Values.missing?.a.b.c ?? "none" %>\nb: <%= it.Values.table?.a?.z %>\nc: <%= it.Values.nothing?.[it.Values.name] === undefined %>\nd: <%= it.Values.hosts?.[1].extra?.x.y === undefined %>\ne: <%= it.Values.missing?.split(",").length ?? 7 %>\n',
  ],
  [
    'a short circuit runs nothing',
    'a: <%= it.Values.no && it.Values.missing.a ? 1 : 2 %>\nb: <%= it.Values.yes || it.Values.missing.a %>\nc: <%= it.Values.one ?? it.Values.missing.a %>\nd: <%= it.Values.yes ? 1 : it.Values.missing.a %>\n<% if (!it.Values.no || it.Values.missing.a === 1) { %>\ne: 1\n<% } %>\n',
  ],
  [
    'destructuring',
    '<% const { name, missing = "d", nothing = "n", table: { a: { z }, c = 5 }, list: [first, ...others], ...rest } = it.Values; %>\na: <%= name %>\nb: <%= missing %>\nc: <%= nothing === null %>\nd: <%= z %>\ne: <%= c %>\nf: <%= first %>\ng: <%= others.join() %>\nh: <%= Object.keys(rest).sort().join() %>\n',
  ],
  [
    'let',
    "<% let kind = 'none'; let n = 0; %>\n<% for (const host of it.Values.hosts) { n = n + host.ports.length; if (host.name === 'y') { kind = host.name; } } %>\na: <%= kind %>\nb: <%= n %>\n",
  ],
  [
    'a let that changes later',
    '<% let a = "x"; const b = a; const c = { k: a }; a = "y"; %>\na: <%= a %>\nb: <%= b %>\nc: <%= c.k %>\n',
  ],
  [
    'if, else if, else',
    '<% for (const x of it.Values.list) { %>\n<% if (x === "a") { %>\n- one\n<% } else if (x === it.Values.list[0]) { %>\n- two\n<% } else { %>\n- three\n<% } %>\n<% } %>\n',
  ],
  [
    'statements inside of a line',
    'a: [<% for (const x of it.Values.list) { %><%= x %>, <% } %>]\nb: <% if (it.Values.yes) { %><%= 1 %><% } else { %><%= 2 %><% } %>\n',
  ],
  [
    'loops in loops',
    'a:\n<% for (const { name, ports } of it.Values.hosts) { %>\n  - name: <%= name %>\n    ports:\n  <% for (const port of ports) { %>\n      - <%= port %>\n  <% } %>\n<% } %>\n',
  ],
  [
    'entries of a table, sorted',
    'a:\n<% for (const [key, value] of Object.entries(it.Values.table).sort()) { %>\n  <%= key %>: <%= typeof value === "object" ? value.z : value %>\n<% } %>\n',
  ],
  [
    'entries of a literal, in its order',
    'a:\n<% for (const [key, value] of Object.entries({ b: it.Values.name, a: 2, 7: [1] })) { %>\n  - <%= key %>: <%= String(value) %>\n<% } %>\n',
  ],
  [
    'entries of sorted()',
    'a:\n<% for (const [key] of Object.entries(sorted(it.Values.table))) { %>\n  - <%= key %>\n<% } %>\n',
  ],
  [
    'what hides the order of keys',
    'a: <%= Object.keys(it.Values.table).length %>\nb: <%= Object.keys(it.Values.table).includes("b") %>\nc: <%= Object.values(it.Values.table).some((v) => v === "ten") %>\nd:\n  <%~ yaml(sorted(Object.fromEntries(Object.entries(it.Values.table).filter(([k]) => k !== "a").map(([k, v]) => [`${k}x`, v])))) %>\n',
  ],
  [
    'yaml() with and without blanks',
    'a:\n  <%~ yaml(sorted(it.Values.table)) %>\nb:\n    <%~ yaml(sorted(it.Values.hosts), 4) %>\nc: <%~ yaml(sorted(it.Values.bare)) %>\nd: |\n  <%~ yaml(sorted(it.Values)) %>\n',
  ],
  [
    'yaml() drops undefined',
    'a:\n  <%~ yaml(sorted({ x: it.Values.missing, y: [it.Values.missing, 1], z: { q: undefined } })) %>\n',
  ],
  [
    'blocks',
    'a: |\n  <%~ it.Values.script %>\nb:\n  <%~ it.Values.empty %>\nc: |\n    <%~ indent(it.Values.script, 4) %>\nd: x\n',
  ],
  [
    'nindent() and indent()',
    'a:<%~ nindent(yaml(sorted(it.Values.table)), 2) %>\nb:\n<%~ indent("x: 1\\n\\ny: 2", 2) %>\n',
  ],
  [
    'texts',
    'a: <%= `${it.Values.name}-${it.Values.one}-${it.Values.yes}-%` %>\nb: <%= it.Values.name + 1 + it.Values.many %>\nc: <%= it.Values.one + it.Values.many + it.Values.name %>\nd: <%= String(it.Values.list) %>\ne: <%= `${it.Values.nothing}${it.Values.missing}` %>\n',
  ],
  [
    'methods of texts',
    'a: <%= it.Values.name.toUpperCase() %>\nb: <%= " \\u00a0x\\n".trim() %>\nc: <%= "a,b,,c".split(",").filter((x) => x !== "").join("+") %>\nd: <%= it.Values.name.slice(-2) %>\ne: <%= it.Values.name.slice(0, 6) %>\nf: <%= it.Values.name.replaceAll("e", "ee") %>\ng: <%= "7".padStart(3, "ab") %>\nh: <%= it.Values.name.at(-1) %>\ni: <%= it.Values.name.startsWith("w") && !it.Values.name.endsWith("w") %>\nj: <%= it.Values.text.length %>\nk: <%= "😀".length %>\nl: <%= "a".repeat(3) %>\n',
  ],
  [
    'methods of lists',
    'a: <%= it.Values.list.map((x, i) => `${i}${x}`).join() %>\nb: <%= it.Values.hosts.flatMap((h) => h.ports).join("-") %>\nc: <%= it.Values.hosts.find(({ name }) => name === "y").name %>\nd: <%= it.Values.hosts.find((h) => h.nope) === undefined %>\ne: <%= it.Values.list.toSorted().join("") %>\nf: <%= it.Values.list.concat(["d"], it.Values.none).length %>\ng: <%= it.Values.list.includes("a") %>\nh: <%= [1, null, "x", it.Values.zero].filter(Boolean).length %>\ni: <%= [[1], 2, [3, [4]]].flat().length %>\nj: <%= it.Values.list.slice(1, -1).join() %>\nk: <%= it.Values.list.every((x) => x.length === 1) %>\n',
  ],
  [
    'some(), every() and find() end where they are through',
    'a: <%= [1, null].some((x) => x === 1 || x.y) %>\nb: <%= [1, null].every((x) => x !== 1 && x.y) %>\nc: <%= [1, null].find((x) => x === 1 || x.y) %>\n',
  ],
  [
    'what Helm gives, in partials',
    {
      'x.yaml.eta': "a: <%= include('_p.txt.eta') %>\n",
      '_p.txt.eta':
        '<%= it.Capabilities.APIVersions.Has("v1") %> <%= it.Release.Revision %> <%= it.Chart.Version %> <%= Object.keys(it.Lookup("v1", "Secret", "", "nope")).length %>\n',
    },
  ],
  [
    'functions of the template',
    "<% const image = ({ name, tag = 'latest' }, suffix) => { const full = `${name}:${tag}`; return suffix ? `${full}-${suffix}` : full; }; const isLong = (x) => x.length > 2; %>\na: <%= image({ name: 'a' }) %>\nb: <%= image({ name: 'b', tag: 1 }, 'x') %>\nc: <%= [it.Values.name, 'ab'].filter(isLong).length %>\n",
  ],
  [
    'numbers',
    'a: <%= it.Values.one + 2 * 3 - 10 % 4 %>\nb: <%= Math.floor(-7 / 2) %>\nc: <%= 6 / 3 %>\nd: <%= Math.max(1, it.Values.many, 3) %>\ne: <%= Math.min(it.Values.half, 3) %>\nf: <%= Number("12") + Number(" 1.5e1 ") + Number("") %>\ng: <%= Math.ceil(it.Values.half) %>\nh: <%= -it.Values.one %>\ni: <%= Array.from({ length: 3 }, (_, i) => i * i).join() %>\nj: <%= it.Values.one < 2 && it.Values.name > "wea" && it.Values.half >= 0.5 %>\n',
  ],
  [
    'tables',
    'a:\n  <%~ yaml(sorted({ ...it.Values.table, b: 2, [it.Values.name]: [...it.Values.list, "z"], ...it.Values.missing, ...null })) %>\nb: <%= "b" in it.Values.table && !("q" in it.Values.table) && Object.hasOwn(it.Values.table, it.Values.missing ?? "a") && !Object.hasOwn({ ...it.Values.table, x: 1 }, "toString") %>\nc: <%= it.Values.table["a"].z + it.Values.table[10] %>\n',
  ],
  [
    'Base64, digests, JSON, quotes',
    'a: <%= b64enc(it.Values.text) %>\nb: <%= sha256sum(it.Values.text) %>\nc: <%= toJson(sorted(it.Values)) %>\nd: <%~ quote(it.Values.text) %>\ne: <%= b64dec(b64enc(it.Values.script)) %>\nf: <%= encodeURIComponent("a b/c?d&é!\'()*~+") %>\n',
  ],
  [
    'JSON.parse',
    '<% const parsed = JSON.parse(toJson({ a: [1, { b: it.Values.name }] })); %>\na: <%= parsed.a[1].b %>\nb: <%= JSON.parse("[1]").length %>\nc: <%= JSON.parse("7") %>\n',
  ],
  [
    'required()',
    'a: <%= required(it.Values.name, "needed") %>\nb: <%= required(it.Values.zero, "needed") %>\nc: <%= required(it.Values.no, "needed") %>\n',
  ],
  [
    'a release',
    'a: <%= it.Release.Name %>\nb: <%= it.Release.Namespace %>\nc: <%= it.Release.Revision %>\nd: <%= it.Release.IsUpgrade %>\ne: <%= it.Release.Service %>\n',
  ],
  [
    'a chart',
    'a: <%= it.Chart.Name %>\nb: <%= it.Chart.Version %>\nc: <%= it.Chart.AppVersion %>\nd: <%= it.Chart.Description %>\ne: <%= it.Chart.Type %>\nf: <%= it.Chart.IsRoot %>\n',
  ],
  [
    'a cluster',
    'a: <%= it.Capabilities.KubeVersion.Version %>\nb: <%= it.Capabilities.KubeVersion.Major %>\nc: <%= it.Capabilities.APIVersions.Has("apps/v1") %>\nd: <%= it.Capabilities.APIVersions.Has("nope/v1") %>\n',
  ],
  [
    'files and the template itself',
    'a: |\n  <%~ it.Files.Get("files/a.txt") %>\nb: <%= it.Template.Name %>\nc: <%= it.Template.BasePath %>\n',
  ],
  [
    'Lookup',
    "<% const secret = it.Lookup('v1', 'Secret', it.Release.Namespace, 'there'); const other = it.Lookup('v1', 'Secret', '', 'nope'); %>\na: <%= secret.data.n + 1 %>\nb: <%= other.data?.key ?? 'none' %>\nc: <%= Object.keys(other).length %>\n",
  ],
  [
    'partials',
    {
      'x.yaml.eta':
        "<% const labels = include('_labels.yaml.eta', { ...it, part: 'x' }); %>\na:\n  <%~ labels %>\nb: <%= sha256sum(labels) %>\nc: <%= JSON.parse(include('_data.json.eta', it)).name %>\nd: <%= include('_data.json.eta') %>\n",
      '_labels.yaml.eta':
        'part: <%= it.part %>\nname: <%= it.Values.name %>\n<% if (it.Release.IsUpgrade) { %>\nup: true\n<% } %>\n',
      '_data.json.eta': '<%~ toJson(sorted({ name: it.Values.name, n: 1 })) %>\n',
    },
  ],
  [
    'a partial that includes itself',
    {
      'x.yaml.eta': "a:\n  <%~ include('_tree.yaml.eta', { depth: 3 }) %>\n",
      '_tree.yaml.eta':
        "level: <%= it.depth %>\n<% if (it.depth > 0) { %>\nbelow:\n  <%~ include('_tree.yaml.eta', { depth: it.depth - 1 }) %>\n<% } %>\n",
    },
  ],
  [
    'a template that is included by another',
    {
      'a.yaml.eta': "checksum: <%= sha256sum(include('b.yaml.eta', it)) %>\n",
      'b.yaml.eta': 'name: <%= it.Values.name %>\nrelease: <%= it.Release.Name %>\n',
    },
  ],
  [
    'notes',
    {
      'NOTES.txt.eta':
        '<%= it.Release.Name %> runs <%= it.Values.many %> of <%= it.Values.text %>.\n<% if (it.Values.yes) { %>\n  {{ yes }}\n<% } %>\n',
    },
  ],
  [
    'a shell script in a partial',
    {
      'x.yaml.eta': "a: |\n  <%~ include('_run.sh.eta', it) %>\n",
      '_run.sh.eta': "#!/bin/sh\nexec <%= it.Values.name %> --n=<%= it.Values.many %> '${X}' {{ x }}\n",
    },
  ],
];

function each(...keys: readonly string[]): string {
  return keys.map((key) => `${key}: <%= it.Values.${key} %>\n`).join('');
}
