import { command, type Command } from "./frame/command-type";
import { completion, shells, type ShellName } from "./frame/completion";

/** It is told the table that it is itself part of. */
export const completionCommand = (commands: () => readonly Command[]) =>
  command({
    name: "completion",
    summary: "print a script that makes the shell complete ha-dns",
    details: `bash:  source <(./ha-dns completion bash)
zsh:   source <(./ha-dns completion zsh)

Write the line into ~/.bashrc or ~/.zshrc, with the folder of this checkout in the PATH.`,
    arguments: [{ name: "SHELL", help: "bash or zsh", choices: shells }],
    options: {},
    needsNoProject: true,
    run({ args, print }) {
      print(completion(commands(), args[0] as ShellName));
      return Promise.resolve(0);
    },
  });
