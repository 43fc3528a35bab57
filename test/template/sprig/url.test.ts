import { suite } from 'uvu';
import { checkRows } from './expression.ts';

const it = suite('sprig/url');

// reading
checkRows(it, [
  [
    'urlParse "http://user:pass@example.com:8080/path?a=1#frag"',
    'map[fragment:frag host:example.com:8080 hostname:example.com opaque: path:/path query:a=1 scheme:http userinfo:user:pass]',
  ],
  [
    'urlParse "https://[::1]:80/x"',
    'map[fragment: host:[::1]:80 hostname:::1 opaque: path:/x query: scheme:https userinfo:]',
  ],
  [
    'urlParse "https://[fe80::1%25en0]/"',
    'map[fragment: host:[fe80::1%en0] hostname:fe80::1%en0 opaque: path:/ query: scheme:https userinfo:]',
  ],
  ['urlParse "mailto:a@b.c"', 'map[fragment: host: hostname: opaque:a@b.c path: query: scheme:mailto userinfo:]'],
  ['urlParse "/a/b?x=1"', 'map[fragment: host: hostname: opaque: path:/a/b query:x=1 scheme: userinfo:]'],
  ['urlParse "//host/path"', 'map[fragment: host:host hostname:host opaque: path:/path query: scheme: userinfo:]'],
  ['urlParse ""', 'map[fragment: host: hostname: opaque: path: query: scheme: userinfo:]'],
  ['urlParse "*"', 'map[fragment: host: hostname: opaque: path:* query: scheme: userinfo:]'],
  [
    'urlParse "http://a b.com/"',
    'ERR error calling urlParse: unable to parse url: parse "http://a b.com/": invalid character " " in host name',
  ],
  [
    'urlParse "http://h/%zz"',
    'ERR error calling urlParse: unable to parse url: parse "http://h/%zz": invalid URL escape "%zz"',
  ],
  ['urlParse "http://h/%41%2f"', 'map[fragment: host:h hostname:h opaque: path:/A/ query: scheme:http userinfo:]'],
  ['urlParse ":foo"', 'ERR error calling urlParse: unable to parse url: parse ":foo": missing protocol scheme'],
  [
    'urlParse "1a:b"',
    'ERR error calling urlParse: unable to parse url: parse "1a:b": first path segment in URL cannot contain colon',
  ],
  [
    'urlParse "http://[::1"',
    'ERR error calling urlParse: unable to parse url: parse "http://[::1": missing \']\' in host',
  ],
  [
    'urlParse "http://x[::1]"',
    'ERR error calling urlParse: unable to parse url: parse "http://x[::1]": invalid IP-literal',
  ],
  [
    'urlParse "http://h:80a/"',
    'ERR error calling urlParse: unable to parse url: parse "http://h:80a/": invalid port ":80a" after host',
  ],
  [
    'urlParse "http://a:b:c/"',
    'ERR error calling urlParse: unable to parse url: parse "http://a:b:c/": invalid port ":b:c" after host',
  ],
  ['urlParse "foo://a:b:80/"', 'map[fragment: host:a:b:80 hostname:a:b opaque: path:/ query: scheme:foo userinfo:]'],
  ['urlParse "http://u@v@h/"', 'map[fragment: host:h hostname:h opaque: path:/ query: scheme:http userinfo:u%40v]'],
  [
    'urlParse "http://u%40:p%3A@h"',
    'map[fragment: host:h hostname:h opaque: path: query: scheme:http userinfo:u%40:p%3A]',
  ],
  ['urlParse "http://h?q#f%20g"', 'map[fragment:f g host:h hostname:h opaque: path: query:q scheme:http userinfo:]'],
  ['urlParse "http://h/?"', 'map[fragment: host:h hostname:h opaque: path:/ query: scheme:http userinfo:]'],
  ['urlParse "http://h/é"', 'map[fragment: host:h hostname:h opaque: path:/é query: scheme:http userinfo:]'],
  ['urlParse "http://é.com"', 'map[fragment: host:é.com hostname:é.com opaque: path: query: scheme:http userinfo:]'],
  [
    'urlParse "http://[1.2.3.4]/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[1.2.3.4]/": invalid IP-literal',
  ],
  [
    'urlParse "http://[::ffff:1.2.3.4]/"',
    'map[fragment: host:[::ffff:1.2.3.4] hostname:::ffff:1.2.3.4 opaque: path:/ query: scheme:http userinfo:]',
  ],
  [
    'urlParse "http://[1:2:3]/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[1:2:3]/": invalid host: ParseAddr("1:2:3"): address string too short',
  ],
  [
    'urlParse "http://[12345::]/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[12345::]/": invalid host: ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")',
  ],
  [
    'urlParse "http://[1::2::3]/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[1::2::3]/": invalid host: ParseAddr("1::2::3"): multiple :: in address (at ":3")',
  ],
  [
    'urlParse "http://[fe80::1%25]/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[fe80::1%25]/": invalid host: ParseAddr("fe80::1%"): zone must be a non-empty string',
  ],
  [
    'urlParse "http://[g::]/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[g::]/": invalid host: ParseAddr("g::"): each colon-separated field must have at least one digit (at "g::")',
  ],
  [
    'urlParse "http://h%41/"',
    'ERR error calling urlParse: unable to parse url: parse "http://h%41/": invalid URL escape "%41"',
  ],
  [
    'urlParse "http://h{/"',
    'ERR error calling urlParse: unable to parse url: parse "http://h{/": invalid character "{" in host name',
  ],
  [
    'urlParse "x\\x01y"',
    'ERR error calling urlParse: unable to parse url: parse "x\\x01y": net/url: invalid control character in URL',
  ],
  ['urlParse "a/b:c"', 'map[fragment: host: hostname: opaque: path:a/b:c query: scheme: userinfo:]'],
  ['urlParse "HTTP://H/P"', 'map[fragment: host:H hostname:H opaque: path:/P query: scheme:http userinfo:]'],
  ['urlParse "http:opaque?q"', 'map[fragment: host: hostname: opaque:opaque path: query:q scheme:http userinfo:]'],
  ['urlParse "http:///p"', 'map[fragment: host: hostname: opaque: path:/p query: scheme:http userinfo:]'],
  ['urlParse "#%zz"', 'ERR error calling urlParse: unable to parse url: parse "#%zz": invalid URL escape "%zz"'],
  [
    'urlParse "http://u^@h/"',
    'ERR error calling urlParse: unable to parse url: parse "http://u^@h/": net/url: invalid userinfo',
  ],
  [
    'urlParse "http://[::1]:x/"',
    'ERR error calling urlParse: unable to parse url: parse "http://[::1]:x/": invalid port ":x" after host',
  ],
  ['urlParse 3', 'ERR expected string; found 3'],
  ['(urlParse "http://h:80/").hostname', 'h'],
  ['urlParse "a" | typeOf', 'map[string]interface {}'],
]);

// joining
checkRows(it, [
  [
    'urlJoin (dict "scheme" "http" "host" "h:80" "path" "/a b" "query" "q=1" "fragment" "f g" "userinfo" "u:p")',
    'http://u:p@h:80/a%20b?q=1#f%20g',
  ],
  ['urlJoin (dict)', ''],
  ['urlJoin (dict "path" "a:b")', './a:b'],
  ['urlJoin (dict "path" "a" "host" "h")', '//h/a'],
  ['urlJoin (dict "scheme" "mailto" "opaque" "a@b")', 'mailto:a@b'],
  ['urlJoin (dict "scheme" "http" "path" "x")', 'http://x'],
  [
    'urlJoin (dict "host" "h" "userinfo" "a b")',
    'ERR error calling urlJoin: unable to parse userinfo in dict: parse "proto://a b@host": net/url: invalid userinfo',
  ],
  [
    'urlJoin (dict "host" "h" "userinfo" "%zz")',
    'ERR error calling urlJoin: unable to parse userinfo in dict: parse "proto://%zz@host": invalid URL escape "%zz"',
  ],
  ['urlJoin (dict "host" "h" "userinfo" "a/b")', '//h'],
  ['urlJoin (dict "host" "h" "userinfo" "u%41:p")', '//uA:p@h'],
  [
    'urlJoin (dict "host" 3)',
    'ERR error calling urlJoin: unable to parse host key, must be of type string, but int found',
  ],
  [
    'urlJoin (dict "host" nil)',
    'ERR error calling urlJoin: runtime error: invalid memory address or nil pointer dereference',
  ],
  [
    'urlJoin (dict "userinfo" (list))',
    'ERR error calling urlJoin: unable to parse userinfo key, must be of type string, but slice found',
  ],
  ['urlJoin (dict "host" "[::1]:80" "scheme" "https")', 'https://[::1]:80'],
  ['urlJoin (dict "host" "a b é")', '//a%20b%20%C3%A9'],
  ['urlJoin (dict "path" "*")', '*'],
  ['urlJoin nil', ''],
  ['urlJoin (urlParse "http://u:p@h:80/a%20b?q=1#f")', 'http://u:p@h:80/a%20b?q=1#f'],
  ['urlJoin 3', "ERR can't handle 3 for arg of type map[string]interface {}"],
  ['urlJoin .sm', 'ERR wrong type for value; expected map[string]interface {}; got map[string]string'],
]);

it.run();
