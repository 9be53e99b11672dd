import path from "node:path";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { run } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { buildImage } from "../../../lab/cluster/images";

const root = path.join(__dirname, "../../..");

/** The image with the real Prometheus, Alertmanager and their checkers; built if it is missing. */
export async function observeImage(): Promise<string> {
  const quiet = new Progress(() => undefined);
  const bases = await baseImages(labSettings(root), quiet, process.execPath);
  const context = path.join(root, "lab/images/observe");
  return buildImage({ name: "observe", context, base: bases.debian.local }, quiet);
}

/** Runs a checker in a container that reaches nothing. `files` is a folder that it sees as /observe. */
export const checker = async (
  command: readonly string[],
  { stdin = "", files }: { readonly stdin?: string; readonly files?: string } = {},
) =>
  run(
    "docker",
    [
      "run",
      "--rm",
      "--interactive",
      "--network",
      "none",
      ...(files === undefined ? [] : ["--volume", `${files}:/observe:ro`]),
      await observeImage(),
      ...command,
    ],
    { stdin },
  );
