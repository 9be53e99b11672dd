import { spawn } from "node:child_process";
import { passphraseEnvironment } from "../pulumi/passphrase";
import { pathWithPulumi } from "../pulumi/path";

/** A project's stacks by Pulumi's own command. What it is told by stdin, and says, is never part of an error. */
export class Stacks {
  constructor(
    private readonly root: string,
    private readonly program = "pulumi",
  ) {}

  /** The stack's state with its secrets in the clear. */
  export(stack: string): Promise<string> {
    return this.run(["stack", "export", "--show-secrets", "-s", stack]);
  }

  /** Makes the stack if it is not there. */
  async make(stack: string): Promise<void> {
    await this.run(["stack", "select", "--create", stack]);
  }

  /** Makes the stack if it is not there, and gives it that state; Pulumi encrypts the secrets in it again. */
  async import(stack: string, state: string): Promise<void> {
    await this.make(stack);
    await this.run(["stack", "import", "-s", stack], state);
  }

  /** With the CLI that comes with the packages, and the file of the passphrase if nobody names another. */
  environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...passphraseEnvironment(this.root), PATH: pathWithPulumi(this.root) };
  }

  private run(args: readonly string[], stdin = ""): Promise<string> {
    const env = this.environment();
    const child = spawn(this.program, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.root,
      env,
    });
    const [out, err]: Buffer[][] = [[], []];
    child.stdout.on("data", (piece: Buffer) => out!.push(piece));
    child.stderr.on("data", (piece: Buffer) => err!.push(piece));
    // One that ends at once takes no more.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) return resolve(Buffer.concat(out!).toString("utf8"));
        const said = Buffer.concat(err!).toString("utf8").trim().slice(-1_000);
        reject(new Error(`pulumi ${args.join(" ")} ended with ${code}: ${said}`));
      });
    });
  }
}
