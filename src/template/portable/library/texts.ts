/** Texts, as JavaScript's methods change them. What depends on how JavaScript counts characters beyond 0xffff stops. */
export const texts: Readonly<Record<string, string>> = {
  str: `
{{- if kindIs "string" .v }}
{{- $_ := set . "r" .v }}
{{- else if kindIs "float64" .v }}
{{- $_ := set . "r" (ternary "0" (toJson .v) (eq .v 0.0)) }}
{{- else if kindIs "bool" .v }}
{{- $_ := set . "r" (ternary "true" "false" .v) }}
{{- else if kindIs "slice" .v }}
{{- $joined := dict "v" .v "s" "," "at" .at "n" .n }}
{{- template "@.join" $joined }}
{{- $_ := set . "r" $joined.r }}
{{- else if kindIs "map" .v }}
{{- fail (printf "%s: %s is a table, and has to be text, a number or a boolean" .at .n) }}
{{- else }}
{{- $_ := set . "r" (ternary "null" "undefined" (kindIs "invalid" .v)) }}
{{- end }}`,

  join: `
{{- $texts := list }}
{{- range $item := .v }}
{{- if or (kindIs "invalid" $item) (kindIs "int" $item) }}
{{- $texts = append $texts "" }}
{{- else }}
{{- $text := dict "v" $item "at" $.at "n" $.n }}
{{- template "@.str" $text }}
{{- $texts = append $texts $text.r }}
{{- end }}
{{- end }}
{{- $_ := set . "r" (join .s $texts) }}`,

  text: `
{{- $texts := list }}
{{- range $item := .v }}
{{- $text := dict "v" $item "at" $.at "n" $.n }}
{{- template "@.str" $text }}
{{- $texts = append $texts $text.r }}
{{- end }}
{{- $_ := set . "r" (join "" $texts) }}`,

  plainText: `
{{- if not (or (kindIs "string" .v) (kindIs "float64" .v) (kindIs "bool" .v)) }}
{{- fail (printf "%s: %s is %s, and has to be text" .at .n (include "@.kind" .)) }}
{{- end }}
{{- template "@.str" . }}`,

  length: String.raw`
{{- if regexMatch "^[\\x00-\\x7f]*$" .v }}
{{- $_ := set . "r" (float64 (len .v)) }}
{{- else }}
{{- $_ := set . "r" (float64 (add (len (regexFindAll "(?s)." .v -1)) (len (regexFindAll "[\\x{10000}-\\x{10ffff}]" .v -1)))) }}
{{- end }}`,

  characters: String.raw`
{{- if regexMatch "[\\x{10000}-\\x{10ffff}]" .v }}
{{- fail (printf "%s: %s takes characters from a text with some beyond 0xffff" .at .n) }}
{{- end }}
{{- $_ := set . "r" (regexFindAll "(?s)." .v -1) }}`,

  ascii: String.raw`
{{- if not (regexMatch "^[\\x00-\\x7f]*$" .v) }}
{{- fail (printf "%s: %s changes the case of letters that are not ASCII" .at .n) }}
{{- end }}
{{- $_ := set . "r" .v }}`,

  split: `
{{- if eq .v "" }}{{- fail (printf "%s: %s splits by an empty text" .at .n) }}{{- end }}
{{- $_ := set . "r" (splitList .v .o) }}`,

  replaceAll: `
{{- if contains "$" .b }}{{- fail (printf "%s: %s puts in a text with a $, which has a meaning there" .at .n) }}{{- end }}
{{- if eq .a "" }}{{- fail (printf "%s: %s replaces an empty text" .at .n) }}{{- end }}
{{- $_ := set . "r" (replace .a .b .o) }}`,

  count: `
{{- template "@.isNumber" . }}
{{- if or (lt .v 0.0) (gt .v 65536.0) (ne (floor .v) .v) }}
{{- fail (printf "%s: %s counts to a number that is not whole, negative, or above 65536" .at .n) }}
{{- end }}`,

  repeat: `
{{- $count := dict "v" .i "at" .at "n" .n }}
{{- template "@.count" $count }}
{{- $_ := set . "r" (repeat (int .i) .o) }}`,

  pad: `
{{- $count := dict "v" .i "at" .at "n" .n }}
{{- template "@.count" $count }}
{{- $text := dict "v" .o "at" .at "n" .n }}
{{- template "@.characters" $text }}
{{- $fill := dict "v" .f "at" .at "n" .n }}
{{- template "@.characters" $fill }}
{{- $missing := sub (int .i) (len $text.r) }}
{{- $padding := "" }}
{{- if and (gt $missing 0) $fill.r }}
{{- range $i := until (int $missing) }}
{{- $padding = print $padding (index $fill.r (mod $i (len $fill.r))) }}
{{- end }}
{{- end }}
{{- $_ := set . "r" (ternary (print $padding .o) (print .o $padding) (eq .side "start")) }}`,

  indent: String.raw`
{{- $count := dict "v" .i "at" .at "n" .n }}
{{- template "@.count" $count }}
{{- if eq .i 0.0 }}
{{- $_ := set . "r" .v }}
{{- else }}
{{- $_ := set . "r" (regexReplaceAll "(^|[\\n\\r\\x{2028}\\x{2029}])([^\\n])" .v (print "$1" (repeat (int .i) " ") "$2")) }}
{{- end }}`,

  b64dec: `
{{- if not (regexMatch "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$" .v) }}
{{- fail (printf "%s: %s is given a text that is not Base64" .at .n) }}
{{- end }}
{{- $text := b64dec .v }}
{{- if ne $text (index (fromJson (toJson (dict "v" $text))) "v") }}
{{- fail (printf "%s: %s gives bytes that are no text" .at .n) }}
{{- end }}
{{- $_ := set . "r" $text }}`,

  quote: String.raw`
{{- $q := toRawJson .v }}
{{- range regexFindAll "[\\x7f-\\x9f\\x{feff}\\x{fffe}\\x{ffff}]" .v -1 | uniq }}
{{- $q = replace . (printf "%+q" . | trimAll "\"" | replace "\\x7f" "\\u007f") $q }}
{{- end }}
{{- $_ := set . "r" $q }}`,
};
