/** Numbers. Go's templates count in decimals: whole numbers come out the same as JavaScript's, all else stops. */
export const numbers: Readonly<Record<string, string>> = {
  math: `
{{- range $number := list .a .b }}
{{- if not (kindIs "float64" $number) }}
{{- fail (printf "%s: %s calculates with %s" $.at $.n (include "@.kind" (dict "v" $number))) }}
{{- end }}
{{- end }}
{{- if eq .op "min" }}
{{- $_ := set . "r" (ternary .a .b (lt .a .b)) }}
{{- else if eq .op "max" }}
{{- $_ := set . "r" (ternary .b .a (lt .a .b)) }}
{{- else if and (eq .op "-") (eq .a 0.0) }}
{{- $_ := set . "r" (float64 (trimPrefix "--" (print "-" (toJson .b)))) }}
{{- else }}
{{- range $number := list .a .b }}
{{- if or (ne (floor $number) $number) (gt $number 4503599627370496.0) (lt $number -4503599627370496.0) }}
{{- fail (printf "%s: %s calculates with a number that is not whole, or too large" $.at $.n) }}
{{- end }}
{{- end }}
{{- if eq .op "+" }}{{- $_ := set . "r" (float64 (add .a .b)) }}
{{- else if eq .op "-" }}{{- $_ := set . "r" (float64 (sub .a .b)) }}
{{- else if eq .op "*" }}{{- $_ := set . "r" (mulf .a .b) }}
{{- else if eq .b 0.0 }}{{- fail (printf "%s: %s divides by zero" .at .n) }}
{{- else if eq .op "%" }}{{- $_ := set . "r" (float64 (mod .a .b)) }}
{{- else if eq (mod .a .b) 0 }}{{- $_ := set . "r" (float64 (div .a .b)) }}
{{- else if ne .op "floor" }}{{- fail (printf "%s: %s does not come out whole: write Math.floor(a / b)" .at .n) }}
{{- else }}{{- $_ := set . "r" (float64 (sub (div .a .b) (ternary 1 0 (ne (lt .a 0.0) (lt .b 0.0))))) }}
{{- end }}
{{- end }}`,

  plus: `
{{- if or (kindIs "string" .a) (kindIs "string" .b) }}
{{- $text := dict "v" (list .a .b) "at" .at "n" .n }}
{{- template "@.text" $text }}
{{- $_ := set . "r" $text.r }}
{{- else }}
{{- $sum := dict "op" "+" "a" .a "b" .b "at" .at "n" .n }}
{{- template "@.math" $sum }}
{{- $_ := set . "r" $sum.r }}
{{- end }}`,

  less: String.raw`
{{- if and (kindIs "float64" .a) (kindIs "float64" .b) }}
{{- $_ := set . "r" (lt .a .b) }}
{{- else if and (kindIs "string" .a) (kindIs "string" .b) }}
{{- if or (regexMatch "[\\x{10000}-\\x{10ffff}]" .a) (regexMatch "[\\x{10000}-\\x{10ffff}]" .b) }}
{{- fail (printf "%s: %s compares texts with characters beyond 0xffff" .at .n) }}
{{- end }}
{{- $_ := set . "r" (lt .a .b) }}
{{- else }}
{{- fail (printf "%s: %s compares %s with %s" .at .n (include "@.kind" (dict "v" .a)) (include "@.kind" (dict "v" .b))) }}
{{- end }}`,

  number: String.raw`
{{- if kindIs "float64" .v }}
{{- $_ := set . "r" .v }}
{{- else if kindIs "bool" .v }}
{{- $_ := set . "r" (ternary 1.0 0.0 .v) }}
{{- else if kindIs "invalid" .v }}
{{- $_ := set . "r" 0.0 }}
{{- else if not (kindIs "string" .v) }}
{{- fail (printf "%s: %s is given %s, and has to be given text or a number" .at .n (include "@.kind" .)) }}
{{- else if not (trim .v) }}
{{- $_ := set . "r" 0.0 }}
{{- else if regexMatch "^[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,2})?$" (trim .v) }}
{{- $_ := set . "r" (float64 (trim .v)) }}
{{- else }}
{{- fail (printf "%s: %s is given a text that is no decimal number" .at .n) }}
{{- end }}`,
};
