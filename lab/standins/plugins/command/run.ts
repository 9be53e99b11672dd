import type { Client, ClientChannel, ExecOptions } from "ssh2";

export interface Run {
  readonly command: string;
  readonly stdin: string;
  /** Variables that the server has to accept (AcceptEnv). */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables that it may refuse. */
  readonly optional: Readonly<Record<string, string>>;
  /** Called with each piece of output as it comes. */
  readonly onOutput: (from: "stdout" | "stderr", text: string) => void;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; throws with the command and all it said where it does not exit with 0. */
export async function runRemote(client: Client, run: Run): Promise<Output> {
  await requireAccepted(client, run.environment);
  const env = { ...run.optional, ...run.environment };
  const result = await execute(client, run.command, { env }, run.stdin, run.onOutput);
  if (result.ended !== "status 0") {
    throw new Error(
      `Process exited with ${result.ended}: running ${JSON.stringify(run.command)}:\n${result.both}`,
    );
  }
  return { stdout: withoutLastNewline(result.stdout), stderr: withoutLastNewline(result.stderr) };
}

/** ssh2 does not tell whether the server took a variable, so that a first command has to show it. */
async function requireAccepted(client: Client, environment: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(environment)) {
    const shown = await execute(client, `printenv ${name}`, { env: { [name]: value } }, "", () => undefined);
    if (withoutLastNewline(shown.stdout) !== withoutLastNewline(value)) {
      throw new Error(
        `could not set environment variable "${name}": the SSH server does not accept it (AcceptEnv); ` +
          `prefix the command with the variable instead`,
      );
    }
  }
}

interface Executed extends Output {
  readonly both: string;
  /** `status 3`, or `signal TERM`. */
  readonly ended: string;
}

function execute(
  client: Client,
  command: string,
  options: ExecOptions,
  stdin: string,
  onOutput: Run["onOutput"],
): Promise<Executed> {
  return new Promise((resolve, reject) => {
    client.once("error", reject);
    client.once("close", () =>
      reject(new Error(`the connection was lost while running ${JSON.stringify(command)}`)),
    );
    client.exec(command, options, (error: Error | undefined, channel: ClientChannel) => {
      if (error) return reject(error);
      const said = { stdout: "", stderr: "", both: "" };
      const collect = (from: "stdout" | "stderr") => (text: string) => {
        said[from] += text;
        said.both += text;
        onOutput(from, text);
      };
      let ended = "no status";
      channel.setEncoding("utf8").on("data", collect("stdout"));
      channel.stderr.setEncoding("utf8").on("data", collect("stderr"));
      channel.on("exit", (code: number | null, signal?: string) => {
        ended = code === null ? `signal ${signal}` : `status ${code}`;
      });
      channel.on("close", () => resolve({ ...said, ended }));
      channel.end(stdin);
    });
  });
}

const withoutLastNewline = (text: string): string => (text.endsWith("\n") ? text.slice(0, -1) : text);
