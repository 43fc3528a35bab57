/** Lists, and tables as lists. */
export const lists: Readonly<Record<string, string>> = {
  includes: `
{{- if kindIs "string" .o }}
{{- if not (kindIs "string" .v) }}
{{- fail (printf "%s: %s looks for %s in a text" .at .n (include "@.kind" .)) }}
{{- end }}
{{- $_ := set . "r" (contains .v .o) }}
{{- else if kindIs "slice" .o }}
{{- $found := false }}
{{- range $item := .o }}
{{- $pair := dict "a" $item "b" $.v "at" $.at "n" $.n }}
{{- template "@.same" $pair }}
{{- if $pair.r }}{{- $found = true }}{{- end }}
{{- end }}
{{- $_ := set . "r" $found }}
{{- else }}
{{- fail (printf "%s: %s looks into %s, and has to look into text or a list" .at .n (include "@.kind" (dict "v" .o))) }}
{{- end }}`,

  item: `
{{- if not (kindIs "float64" .i) }}{{- fail (printf "%s: %s counts with %s" .at .n (include "@.kind" (dict "v" .i))) }}{{- end }}
{{- $items := .o }}
{{- if kindIs "string" .o }}
{{- $text := dict "v" .o "at" .at "n" .n }}
{{- template "@.characters" $text }}
{{- $items = $text.r }}
{{- else if not (kindIs "slice" .o) }}
{{- fail (printf "%s: %s looks into %s, and has to look into text or a list" .at .n (include "@.kind" (dict "v" .o))) }}
{{- end }}
{{- $i := int (ternary .i 0.0 (and (lt .i 65536.0) (gt .i -65536.0))) }}
{{- if lt $i 0 }}{{- $i = int (add (len $items) $i) }}{{- end }}
{{- if and (ge $i 0) (lt $i (len $items)) (lt .i 65536.0) (gt .i -65536.0) }}
{{- $_ := set . "r" (index $items $i) }}
{{- else }}
{{- $_ := set . "r" 0 }}
{{- end }}`,

  slice: `
{{- $isText := kindIs "string" .o }}
{{- $items := .o }}
{{- if $isText }}
{{- $text := dict "v" .o "at" .at "n" .n }}
{{- template "@.characters" $text }}
{{- $items = $text.r }}
{{- else if not (kindIs "slice" .o) }}
{{- fail (printf "%s: %s cuts %s, and has to cut text or a list" .at .n (include "@.kind" (dict "v" .o))) }}
{{- end }}
{{- $size := len $items }}
{{- $ends := list }}
{{- range $end := list (ternary 0.0 .a (kindIs "int" .a)) (ternary (float64 $size) .b (kindIs "int" .b)) }}
{{- if not (kindIs "float64" $end) }}{{- fail (printf "%s: %s counts with %s" $.at $.n (include "@.kind" (dict "v" $end))) }}{{- end }}
{{- if or (ne (floor $end) $end) (gt $end 65536.0) (lt $end -65536.0) }}{{- fail (printf "%s: %s counts with a number that is not whole, or too large" $.at $.n) }}{{- end }}
{{- $i := int $end }}
{{- if lt $i 0 }}{{- $i = int (max 0 (add $size $i)) }}{{- end }}
{{- $ends = append $ends (int (min $size $i)) }}
{{- end }}
{{- $cut := list }}
{{- range $i, $item := $items }}
{{- if and (ge $i (index $ends 0)) (lt $i (index $ends 1)) }}{{- $cut = append $cut $item }}{{- end }}
{{- end }}
{{- if $isText }}{{- $_ := set . "r" (join "" $cut) }}{{- else }}{{- $_ := set . "r" $cut }}{{- end }}`,

  flat: `
{{- $flat := list }}
{{- range $item := .v }}
{{- if kindIs "slice" $item }}{{- $flat = concat $flat $item }}{{- else }}{{- $flat = append $flat $item }}{{- end }}
{{- end }}
{{- $_ := set . "r" $flat }}`,

  sort: String.raw`
{{- $keys := list }}
{{- $items := dict }}
{{- range $item := .v }}
{{- $key := dict "v" $item }}
{{- if kindIs "slice" $item }}
{{- if not (and $item (kindIs "string" (first $item))) }}{{- fail (printf "%s: %s sorts lists that do not begin with a text" $.at $.n) }}{{- end }}
{{- if contains "," (first $item) }}{{- fail (printf "%s: %s sorts keys with a comma in them" $.at $.n) }}{{- end }}
{{- $_ := set $key "r" (print (first $item) ",") }}
{{- if hasKey $items $key.r }}{{- fail (printf "%s: %s sorts lists that begin with the same text" $.at $.n) }}{{- end }}
{{- else if not (kindIs "string" $item) }}
{{- fail (printf "%s: %s sorts %s, and has to sort texts" $.at $.n (include "@.kind" $key)) }}
{{- else }}
{{- $_ := set $key "r" $item }}
{{- end }}
{{- if regexMatch "[\\x{10000}-\\x{10ffff}]" $key.r }}{{- fail (printf "%s: %s sorts texts with characters beyond 0xffff" $.at $.n) }}{{- end }}
{{- $keys = append $keys $key.r }}
{{- $_ := set $items $key.r $item }}
{{- end }}
{{- $sorted := list }}
{{- range $key := sortAlpha $keys }}{{- $sorted = append $sorted (index $items $key) }}{{- end }}
{{- $_ := set . "r" $sorted }}`,

  isTable: `
{{- if not (kindIs "map" .v) }}
{{- fail (printf "%s: %s is given %s, and has to be given a table" .at .n (include "@.kind" .)) }}
{{- end }}`,

  ordered: `
{{- $numbers := list }}
{{- $names := list }}
{{- range $key := keys .v | sortAlpha }}
{{- if and (regexMatch "^(0|[1-9][0-9]{0,9})$" $key) (le (float64 $key) 4294967294.0) }}
{{- $numbers = append $numbers (print (repeat (int (sub 10 (len $key))) "0") $key) }}
{{- else }}
{{- $names = append $names $key }}
{{- end }}
{{- end }}
{{- $sorted := list }}
{{- range $key := sortAlpha $numbers }}{{- $sorted = append $sorted (regexReplaceAll "^0+(.)" $key "$1") }}{{- end }}
{{- $_ := set . "r" (concat $sorted $names) }}`,

  keys: `
{{- template "@.isTable" . }}
{{- template "@.ordered" . }}`,

  values: `
{{- template "@.isTable" . }}
{{- template "@.ordered" . }}
{{- $values := list }}
{{- range $key := .r }}{{- $values = append $values (index $.v $key) }}{{- end }}
{{- $_ := set . "r" $values }}`,

  entries: `
{{- template "@.isTable" . }}
{{- template "@.ordered" . }}
{{- $entries := list }}
{{- range $key := .r }}{{- $entries = append $entries (list $key (index $.v $key)) }}{{- end }}
{{- $_ := set . "r" $entries }}`,

  fromEntries: `
{{- $table := dict }}
{{- range $entry := .v }}
{{- if not (kindIs "slice" $entry) }}{{- fail (printf "%s: %s is given items that are not [key, value]" $.at $.n) }}{{- end }}
{{- $key := dict "v" (ternary (first $entry) 0 (gt (len $entry) 0)) "at" $.at "n" $.n }}
{{- template "@.str" $key }}
{{- if gt (len $entry) 1 }}{{- $_ := set $table $key.r (index $entry 1) }}{{- else }}{{- $_ := set $table $key.r 0 }}{{- end }}
{{- end }}
{{- $_ := set . "r" $table }}`,

  merge: `
{{- $table := dict }}
{{- range $part := .v }}
{{- if kindIs "map" $part }}
{{- range $key, $value := $part }}{{- $_ := set $table $key $value }}{{- end }}
{{- else if or (kindIs "slice" $part) (kindIs "string" $part) }}
{{- if $part }}{{- fail (printf "%s: %s spreads %s, and has to spread tables" $.at $.n (include "@.kind" (dict "v" $part))) }}{{- end }}
{{- end }}
{{- end }}
{{- $_ := set . "r" $table }}`,

  omit: `
{{- $table := dict }}
{{- if kindIs "map" .o }}
{{- range $key, $value := .o }}
{{- if not (has $key $.k) }}{{- $_ := set $table $key $value }}{{- end }}
{{- end }}
{{- else }}
{{- fail (printf "%s: %s is %s, and has to be a table" .at .n (include "@.kind" (dict "v" .o))) }}
{{- end }}
{{- $_ := set . "r" $table }}`,
};
