import * as z from "zod";
import { programVersion } from "../../components/program-version";
import { workspaceOf } from "../pulumi/workspace";
import type { Version } from "./record";

const programOutput = z.object({ version: z.string(), commit: z.string().optional() });

/** The version that deployed a node last, by its stack's outputs. Undefined if an earlier program did not say it. */
export async function deployedBy(root: string, node: string, current: Version): Promise<Version | undefined> {
  const workspace = await workspaceOf(root);
  const outputs = await workspace.stackOutputs(node);
  const found = programOutput.safeParse(outputs.program?.value);
  if (!found.success) return undefined;
  const { version, commit } = found.data;
  const { kind } = current;
  // A file that npm installed has no name in the registry.
  const id = kind === "clone" ? commit : version === programVersion().version ? current.id : version;
  return id === undefined ? undefined : { kind, id, branch: "" };
}
