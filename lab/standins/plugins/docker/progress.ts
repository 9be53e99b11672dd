import type Docker from "dockerode";

interface Step {
  readonly stream?: string;
  readonly error?: string;
}

/** Waits for a pull or a build. The engine tells a failure within the stream: thrown with the last lines before it. */
export async function followed(engine: Docker, stream: NodeJS.ReadableStream, what: string): Promise<void> {
  const steps = await new Promise<Step[]>((resolve, reject) => {
    engine.modem.followProgress(stream, (error: Error | null, output: Step[]) =>
      error ? reject(error) : resolve(output),
    );
  });
  const failed = steps.find((step) => step.error !== undefined);
  if (!failed) return;
  const said = steps.map((step) => step.stream ?? "").join("");
  throw new Error(`${what}: ${failed.error}\n${said.trimEnd().split("\n").slice(-15).join("\n")}`);
}
