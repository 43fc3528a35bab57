/** What a value is, and what lies in it. In Go's templates null is nil and undefined is an int, which no chart's values hold. */
export const values: Readonly<Record<string, string>> = {
  kind: `
{{- get (dict "map" "a table" "slice" "a list" "string" "text" "float64" "a number" "bool" "a boolean" "int" "undefined" "invalid" "null") (kindOf .v) -}}`,

  isThere: `
{{- if or (kindIs "invalid" .v) (kindIs "int" .v) }}
{{- fail (printf "%s: %s is %s" .at .n (include "@.kind" .)) }}
{{- end }}`,

  isText: `
{{- if not (kindIs "string" .v) }}
{{- fail (printf "%s: %s is %s, and has to be text" .at .n (include "@.kind" .)) }}
{{- end }}
{{- $_ := set . "r" .v }}`,

  isList: `
{{- if not (kindIs "slice" .v) }}
{{- fail (printf "%s: %s is %s, and has to be a list" .at .n (include "@.kind" .)) }}
{{- end }}
{{- $_ := set . "r" .v }}`,

  isNumber: `
{{- if not (kindIs "float64" .v) }}
{{- fail (printf "%s: %s is %s, and has to be a number" .at .n (include "@.kind" .)) }}
{{- end }}
{{- $_ := set . "r" .v }}`,

  get: `
{{- $o := .o }}
{{- $n := .from }}
{{- range $key := .p }}
{{- if kindIs "map" $o }}
{{- if hasKey $o $key }}{{- $o = index $o $key }}{{- else }}{{- $o = 0 }}{{- end }}
{{- else if or (kindIs "invalid" $o) (kindIs "int" $o) }}
{{- fail (printf "%s: %s is %s: give it a default in values.yaml" $.at $n (include "@.kind" (dict "v" $o))) }}
{{- else if and (eq $key "length") (kindIs "slice" $o) }}
{{- $o = float64 (len $o) }}
{{- else if and (eq $key "length") (kindIs "string" $o) }}
{{- $size := dict "v" $o }}
{{- template "@.length" $size }}
{{- $o = $size.r }}
{{- else if hasKey $ "strict" }}
{{- fail (printf "%s: %s is %s, and has no %s" $.at $n (include "@.kind" (dict "v" $o)) $key) }}
{{- else }}
{{- $o = 0 }}
{{- end }}
{{- $n = printf "%s.%s" $n $key }}
{{- end }}
{{- $_ := set . "r" $o }}`,

  at: `
{{- $key := dict "v" .k "at" .at "n" .n }}
{{- template "@.str" $key }}
{{- $isIndex := regexMatch "^(0|[1-9][0-9]{0,9})$" $key.r }}
{{- if or (kindIs "invalid" .o) (kindIs "int" .o) }}
{{- fail (printf "%s: %s: what is looked into is %s" .at .n (include "@.kind" (dict "v" .o))) }}
{{- else if kindIs "map" .o }}
{{- if hasKey .o $key.r }}
{{- $_ := set . "r" (index .o $key.r) }}
{{- else if has $key.r (list "constructor" "hasOwnProperty" "isPrototypeOf" "propertyIsEnumerable" "toLocaleString" "toString" "valueOf" "__proto__" "__defineGetter__" "__defineSetter__" "__lookupGetter__" "__lookupSetter__") }}
{{- fail (printf "%s: %s: there is no key %s" .at .n $key.r) }}
{{- else }}
{{- $_ := set . "r" 0 }}
{{- end }}
{{- else if eq $key.r "length" }}
{{- $size := dict "o" .o "p" (list "length") "from" .n "at" .at }}
{{- template "@.get" $size }}
{{- $_ := set . "r" $size.r }}
{{- else if not (and $isIndex (or (kindIs "slice" .o) (kindIs "string" .o))) }}
{{- $_ := set . "r" 0 }}
{{- else }}
{{- $item := dict "o" .o "i" (float64 $key.r) "at" .at "n" .n }}
{{- template "@.item" $item }}
{{- $_ := set . "r" $item.r }}
{{- end }}`,

  has: `
{{- if not (kindIs "map" .o) }}
{{- fail (printf "%s: %s looks into %s, and has to look into a table" .at .n (include "@.kind" (dict "v" .o))) }}
{{- end }}
{{- $_ := set . "r" (hasKey .o .k) }}`,

  same: `
{{- if ne (kindOf .a) (kindOf .b) }}
{{- $_ := set . "r" false }}
{{- else if or (kindIs "invalid" .a) (kindIs "int" .a) }}
{{- $_ := set . "r" true }}
{{- else if or (kindIs "map" .a) (kindIs "slice" .a) }}
{{- fail (printf "%s: %s compares tables or lists" .at .n) }}
{{- else }}
{{- $_ := set . "r" (eq .a .b) }}
{{- end }}`,

  required: `
{{- if or (kindIs "invalid" .v) (kindIs "int" .v) }}
{{- fail (printf "%s: %s" .at .m) }}
{{- else if kindIs "string" .v }}
{{- if eq .v "" }}{{- fail (printf "%s: %s" .at .m) }}{{- end }}
{{- end }}`,
};
