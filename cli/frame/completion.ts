import type { Argument, Command, Option } from "./command-type";

/** The shells that a completion can be written for. */
export const shells = ["bash", "zsh"] as const;
export type ShellName = (typeof shells)[number];

/** A script that makes the shell complete commands, options and their values. */
export const completion = (commands: readonly Command[], shell: ShellName): string =>
  shell === "bash" ? bash(commands) : zsh(commands);

/**
 * zsh runs bash's functions: one table of words serves both. The words before the cursor say which command it is; a
 * command of two words is found first by both, so the longer one stands before the shorter in the table.
 */
function bash(commands: readonly Command[]): string {
  const ordered = [...commands].sort((a, b) => b.name.split(" ").length - a.name.split(" ").length);
  const firstWords = [...new Set(commands.map(({ name }) => name.split(" ")[0]!))];
  return `# Completion of ha-dns, written by: ha-dns completion
_ha_dns() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1} " words="" files=""
  COMPREPLY=()
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W "${[...firstWords, "--help"].join(" ")}" -- "$current"))
    return
  fi
  case "$line" in
${ordered.map(caseOf).join("\n")}
${familiesOf(commands)
  .map(([first, seconds]) => `    "${first} ") words="${seconds.join(" ")}" ;;`)
  .join("\n")}
  esac
  [ -z "$files" ] || COMPREPLY=($(compgen -f -- "$current"))
  [ -z "$words" ] || COMPREPLY+=($(compgen -W "$words" -- "$current"))
}
complete -F _ha_dns ha-dns ./ha-dns
`;
}

const zsh = (commands: readonly Command[]): string =>
  `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;

function caseOf({ name, options, arguments: args = [] }: Command): string {
  const values = Object.entries(options).filter(([, { type }]) => type === "string");
  const asked = values.map(([option, it]) => `      --${option}) ${valuesOf(it)} ;;`);
  const words = [...Object.keys(options).map((option) => `--${option}`), "--help", ...choicesOf(args)];
  const otherwise = `words="${words.join(" ")}"${args.some(isFile) ? " files=1" : ""}`;
  return [`    "${name} "*) case "$before" in`, ...asked, `      *) ${otherwise} ;;`, "      esac ;;"].join(
    "\n",
  );
}

function valuesOf({ choices, value }: Option): string {
  if (choices) return `words="${choices.join(" ")}"`;
  return value === "FILE" || value === "FOLDER" ? "files=1" : ":";
}

const choicesOf = (args: readonly Argument[]): string[] => args.flatMap(({ choices }) => choices ?? []);
const isFile = ({ name }: Argument): boolean => /FILE|FOLDER|SOURCE/.test(name);

/** The first words that only commands of two words have, with their second words. */
function familiesOf(commands: readonly Command[]): (readonly [string, string[]])[] {
  const single = commands.filter(({ name }) => !name.includes(" ")).map(({ name }) => name);
  const double = commands.map(({ name }) => name.split(" ")).filter(({ length }) => length === 2);
  const firsts = [...new Set(double.map(([first]) => first!))].filter((first) => !single.includes(first));
  return firsts.map((first) => [first, double.filter(([one]) => one === first).map(([, second]) => second!)]);
}
