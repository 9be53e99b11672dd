import { execFileSync } from "node:child_process";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { errorText } from "../../runtime/contract/error-text";
import { passphraseEnvironment } from "./passphrase";
import { pathWithPulumi } from "./path";
import { inPulumiWords, pulumiWords } from "./pulumi-words";

/** The project as Pulumi's own commands see it: the same program, the same stacks, the same state. */
export async function workspaceOf(root: string): Promise<LocalWorkspace> {
  process.env.PATH = pathWithPulumi(root);
  const pulumiCommand = await inPulumiWords(() => PulumiCommand.get({ skipVersionCheck: true }));
  return LocalWorkspace.create({ workDir: root, envVars: passphraseEnvironment(root), pulumiCommand });
}

/** Logs in to a state in the user's home folder, unless Pulumi is logged in somewhere already. */
export async function loginIfNeeded(root: string): Promise<void> {
  const workspace = await workspaceOf(root);
  try {
    await workspace.whoAmI();
  } catch (error) {
    if (!/login|logged in|PULUMI_ACCESS_TOKEN/i.test(errorText(error)))
      throw new Error(`pulumi: ${pulumiWords(error)}`, { cause: error });
    execFileSync("pulumi", ["login", "--local", "--non-interactive"], { cwd: root, stdio: "ignore" });
  }
}

/** The stacks that have resources: a part of the cluster is deployed. */
export async function deployedStacks(workspace: LocalWorkspace): Promise<string[]> {
  const stacks = await inPulumiWords(() => workspace.listStacks());
  return stacks.filter(({ resourceCount }) => (resourceCount ?? 0) > 0).map(({ name }) => name);
}

/** Which of some stacks there are not yet. */
export async function missingStacks(
  workspace: LocalWorkspace,
  names: readonly string[],
): Promise<readonly string[]> {
  const present = (await inPulumiWords(() => workspace.listStacks())).map(({ name }) => name);
  return names.filter((name) => !present.includes(name));
}

export async function makeStacks(workspace: LocalWorkspace, names: readonly string[]): Promise<void> {
  for (const name of names) await inPulumiWords(() => workspace.createStack(name));
}
