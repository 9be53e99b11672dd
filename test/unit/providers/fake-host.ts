import type { ExecOptions, SshHost, SshResult } from "../../../providers/ssh/connection";

type Reply = Partial<SshResult> | undefined;

/** A host whose commands are answered by a function; what it does not answer succeeds and says nothing. */
export class FakeHost {
  readonly commands: string[] = [];

  constructor(private readonly reply: (line: string, stdin: string) => Reply) {}

  exec = async (args: readonly string[], { stdin = "" }: ExecOptions = {}): Promise<SshResult> => {
    const line = args.join(" ");
    this.commands.push(line);
    return { code: 0, stdout: "", stderr: "", ...this.reply(line, String(stdin)) };
  };

  must = async (args: readonly string[], options?: ExecOptions): Promise<string> => {
    const { code, stdout, stderr } = await this.exec(args, options);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  /** As the code under test takes it. */
  get host(): SshHost {
    return this as unknown as SshHost;
  }
}
