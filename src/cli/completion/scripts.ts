export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Each candidate is a line: the word, and after a tab what it is. `:files` alone means that a file is wanted. */
export function shellScript(shell: Shell, program = 'capstan'): string {
  return scripts[shell].replaceAll('capstan', program);
}

const bash = `# bash completion for capstan
_capstan() {
  local cur line
  cur=\${COMP_WORDS[COMP_CWORD]}
  # --flag=value is three words to bash
  local words=() i
  for ((i = 1; i < COMP_CWORD; i++)); do words+=("\${COMP_WORDS[i]}"); done
  COMPREPLY=()
  local candidates=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    candidates+=("\${line%%$'\\t'*}")
  done < <(capstan __complete "\${words[@]}" "$cur" 2>/dev/null)
  for line in "\${candidates[@]}"; do
    [[ $line == "$cur"* ]] && COMPREPLY+=("$line")
  done
}
complete -F _capstan capstan
`;

const zsh = `#compdef capstan
_capstan() {
  local line
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      _files
      return
    fi
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${line#*$'\\t'}:+:\${line#*$'\\t'}}")
  done < <(capstan __complete "\${(@)words[2,CURRENT-1]}" "\${words[CURRENT]}" 2>/dev/null)
  _describe 'capstan' candidates
}
if [[ \${funcstack[1]} == _capstan ]]; then
  _capstan "$@"
else
  compdef _capstan capstan
fi
`;

const fish = `# fish completion for capstan
function __capstan_complete
  set -l words (commandline -opc)
  set -l candidates (capstan __complete $words[2..-1] (commandline -ct) 2>/dev/null)
  if test "$candidates" = :files
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $candidates
  end
end
complete -c capstan -f -a '(__capstan_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
