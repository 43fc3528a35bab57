import { readFixtures } from '../../test/conformance/fixture.ts';
import { code, generated, page, table } from './markdown.ts';

/** docs/reference/helm-compatibility.md */
export function printHelmCompatibility(): string {
  return page(
    '# Compatibility with Helm',
    generated,
    'Go-template charts are rendered as Helm 3.21.4 renders them: the same bytes for what it prints, the same message for what it refuses. Nothing on this page is claimed without a test: `npm test -- --only conformance` builds the real Helm from its Go module and compares, on the machine and in the run.',
    '## How it is compared',
    table(
      ['Test', 'What it compares'],
      [
        [
          code('test/conformance/expressions.test.ts'),
          'tens of thousands of expressions: output, or the whole text of the error',
        ],
        [
          code('test/conformance/charts.test.ts'),
          'one small chart for each rule below: standard output, message, warnings and written files of `capstan template` and `helm template`',
        ],
        [
          code('test/lint/charts.test.ts'),
          'one small chart for each rule of `helm lint`: both outputs and whether it fails, recorded from Helm 3.21.4',
        ],
        [
          code('test/conformance/fuzz.test.ts'),
          'random templates, values and charts for 20 seconds; `npm run fuzz:helm` for an hour',
        ],
        [
          code('test/conformance/hostile.test.ts'),
          'templates that loop, recurse or print without end, and slow regular expressions',
        ],
      ],
    ),
    '## Functions',
    'Every function of Go’s text/template, of sprig 3.3 but for `env` and `expandenv`, and Helm’s own. Each is called with every kind of argument and every number of them (`every-function`), and in its family with ordinary and awkward ones.',
    table(['Family', 'Functions', 'Table'], families),
    '## Where Capstan differs',
    table(['What', 'Helm', 'Capstan', 'Why'], differences),
    '## Helm 4',
    'Helm 3.21 is what Capstan follows, in bytes and objects: its charts and its checksums are what people have. Helm 4.3 makes the same objects of the same charts but where a chart’s own values hold nulls, and prints them in another layout. There is no flag for Helm 4’s way: of what differs, only the nulls reach a cluster, and a chart that wants both Helms to agree leaves nulls out of its values.yaml. What Helm 4 does otherwise:',
    table(['What', 'Helm 3.21 and Capstan', 'Helm 4'], helm4),
    '## Rules of charts',
    table(
      ['Rule', 'Chart'],
      readFixtures().map(({ name, rule }) => [rule, code(`test/conformance/charts/${name}.txt`)]),
    ),
  );
}

const families = Object.entries({
  builtins: 'and or not eq ne lt le gt ge index slice len print printf println html js urlquery call',
  'control and syntax':
    'if else with range break continue define template block, variables, comments, trimming, numbers, texts',
  printf: 'all verbs, flags, widths, precisions and argument indexes of fmt',
  numbers: 'int int64 float64 atoi toDecimal toString seq, and how numbers print',
  math: 'add add1 sub mul div mod max min biggest addf add1f subf mulf divf maxf minf ceil floor round until untilStep seq',
  strings:
    'trim trimAll trimall trimPrefix trimSuffix upper lower title untitle trunc substr repeat nospace initials swapcase snakecase camelcase kebabcase wrap wrapWith abbrev abbrevboth contains hasPrefix hasSuffix quote squote cat indent nindent replace plural split splitn splitList join toStrings sortAlpha hello shuffle',
  'lists-and-dicts':
    'list tuple first rest last initial append push prepend concat reverse uniq without has compact slice chunk dict get set unset hasKey keys values pluck pick omit merge mergeOverwrite deepCopy dig, and the must… of each',
  'defaults-and-types': 'default empty coalesce all any ternary typeOf typeIs typeIsLike kindOf kindIs deepEqual',
  encoding:
    'toYaml toYamlPretty fromYaml fromYamlArray toJson toPrettyJson toRawJson fromJson fromJsonArray toToml fromToml b64enc b64dec b32enc b32dec, and mustToJson, mustFromJson …',
  regex:
    'regexMatch regexFind regexFindAll regexReplaceAll regexReplaceAllLiteral regexSplit regexQuoteMeta, and the must… of each',
  semver: 'semver semverCompare, and the fields and methods of versions',
  'paths-and-urls': 'base dir clean ext isAbs osBase osDir osClean osExt osIsAbs urlParse urlJoin getHostByName',
  dates:
    'now date dateInZone dateModify toDate htmlDate htmlDateInZone ago duration durationRound unixEpoch, their older names, and the methods of times',
  crypto:
    'sha1sum sha256sum sha512sum adler32sum derivePassword encryptAES decryptAES bcrypt htpasswd genPrivateKey genCA genSelfSignedCert genSignedCert buildCustomCert (and …WithKey) randAlphaNum randAlpha randNumeric randAscii randBytes randInt uuidv4',
  flow: 'include tpl required fail lookup',
  objects: '.Values .Release .Chart .Files .Capabilities .Template .Subcharts',
}).map(([family, functions]) => [
  family,
  functions,
  code(family.includes(' ') ? 'control.txt, syntax.txt' : `${family}.txt`),
]);

const differences = [
  [
    'Includes and templates that never end',
    'an include of one name that is 1000 deep in itself is refused; `template` ends at 100 000 levels, `tpl` by a crash',
    'ends where the stack does, some hundred levels deep, with text/template’s message `exceeded maximum template depth`',
    'a stack of JavaScript is smaller; the chart is refused either way',
  ],
  [
    'Templates that take too long or print too much',
    'runs on',
    'stops after 60 s, or 256 MiB of output of one template, or a list of 10 million numbers',
    'the operator renders charts of others',
  ],
  [
    'What Go leaves to chance',
    '`keys`, `values`, the order of warnings and of a schema’s violations differ in each run',
    'one of those orders, always the same',
    'same input, same bytes',
  ],
  [
    'Time and chance',
    '`now`, `randAlphaNum`, `genCA` and their like differ in each rendering',
    'so do ours; the operator renders only when a release’s inputs change',
    'it is what they are for',
  ],
  [
    '`Capabilities` without a cluster',
    'Kubernetes v1.36 in official builds of Helm 3.21, v1.20 in those of `go install`',
    'v1.36.0, for `lint` as well',
    'official builds are what people have; `--kube-version` decides',
  ],
  [
    '`getHostByName` with `--enable-dns`',
    'asks while it renders',
    'asks between two renderings; the name servers are those of Node.js',
    'rendering does not wait',
  ],
  [
    'Links and devices in archives',
    'become empty files',
    'the archive is refused',
    'an archive is what somebody else has packed',
  ],
  [
    '`--validate`, `--dry-run=server`: requests',
    'each `lookup` asks when it is called, again and again',
    'an object is asked for once in a rendering',
    'all templates see one state of the cluster',
  ],
  [
    '`lint`: templates in Eta',
    'files of an unknown ending',
    'linted as their ending without `.eta` says',
    'they are templates',
  ],
  [
    '`Capabilities.HelmVersion`',
    'that of the release, with its commit',
    '`v3.21.4`, and no commit',
    'there is no commit of Helm in Capstan',
  ],
  [
    '`--verify`, `--sign`',
    'check and make OpenPGP signatures',
    'refused; `--prov` fetches the signature',
    'nobody may believe that a signature was checked',
  ],
  [
    'Digest of a downloaded archive',
    'not looked at, without `--verify`',
    'one that is not the index’s is refused',
    'an index that names a digest means it',
  ],
  [
    'Schemas of schemas: `$ref` of `file:`',
    'the file is read',
    'refused; those of http and https are fetched by `template`, and refused in the operator',
    'a chart has no business with the files beside it, nor the operator with addresses in charts',
  ],
  [
    'Unknown fields of built-in kinds',
    'the API server drops them',
    'server-side apply refuses the object',
    'what is dropped in silence is a mistake in the chart',
  ],
  [
    'Wrong command lines',
    'cobra’s words, and the help of a command on standard output',
    'the same exit code; unknown flags and wrong booleans in Helm’s words, the rest in ours',
    'help is no output',
  ],
  [
    '`-o json` of `template`, `lint`, `dependency list`',
    'an unknown flag',
    'errors and lists as JSON',
    'programs read it',
  ],
  [
    '`show values --jsonpath`',
    'prints a part of the values',
    'not there',
    'another template language, of kubectl’s; a YAML tool does it',
  ],
  [
    'Half characters put together again',
    'two halves of a character, cut apart by `trunc` or `substr`, are a character again',
    'the same in the output; within the template `len`, `contains` and patterns see two pieces',
    'a text is JavaScript’s, with marks for bytes that are none of it',
  ],
  [
    'Capacity of lists',
    '`slice` may reach behind the end into what `append` left there',
    'an error: out of range',
    'lists have no hidden end',
  ],
  [
    'Pointers',
    '`%p` and pointers within printed structs are addresses',
    'a number of the same shape',
    'Go’s differ in each run too',
  ],
];

const helm4 = [
  [
    'Blank lines and blanks at the ends of documents',
    'trimmed',
    'kept, but for those in front of a document; most renderings differ in nothing else',
  ],
  [
    'Order of MutatingWebhookConfiguration and ValidatingWebhookConfiguration',
    'among the kinds that Helm does not know: last, by the names of their kinds',
    'behind APIService, in this order; at uninstall first',
  ],
  [
    'A null in a chart’s own values.yaml',
    'a key that holds nil: `hasKey` finds it, `toYaml` writes it',
    'the key is deleted, in tables within tables too',
  ],
  ['Errors of nested templates', 'one line', 'a line for each template'],
  [
    'Functions besides',
    '',
    '`mustToYaml` `mustToToml` `mustToDuration` `durationSeconds` … `durationWeeks` `durationRoundTo` `durationTruncateTo`; `mustToJson` is Helm’s own',
  ],
  [
    'API versions without a cluster',
    'those of client-go 0.36',
    '`lifecycle.k8s.io/v1alpha1`, `storagemigration.k8s.io/v1` and a newer `scheduling.k8s.io` besides',
  ],
  ['A post-renderer', 'gets manifests, not hooks', 'gets hooks as well; `--post-renderer` names a plugin'],
  ['`--validate`', 'asks the cluster', 'deprecated: it is `--dry-run=server`'],
];
