import { Stack } from "@pulumi/pulumi/automation";
import { deployedStacks, loginIfNeeded, workspaceOf } from "../pulumi/workspace";
import { inPulumiWords } from "../pulumi/pulumi-words";
import { configFiles } from "./config-files";
import { interview } from "./init-interview";
import { inSession, type SessionCall } from "./session";
import { isWell, textsOf, writeConfig } from "./write";

/** Resolves to the exit code. */
export function runInit(call: SessionCall): Promise<number> {
  const { root, print, note } = call;
  const before = () => refuseIfDeployed(root);
  return inSession(call, { command: "init", before }, async (session) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const described = await interview(session.ask, session.explorer, zone);
    const names = described.nodes.map(({ name }) => name);
    const texts = configFiles(described, session.config, textsOf(root, names));
    if (!(await writeConfig(call, session, texts, names))) return 0;
    session.finish();
    if (!(await isWell(call))) return 1;
    const founder = names[0]!;
    note(`previewing ${founder} …`);
    const stack = await Stack.select(founder, await workspaceOf(root));
    const { changeSummary } = await inPulumiWords(() => stack.preview());
    const changes = Object.entries(changeSummary).map(([what, count]) => `${count} to ${what}`);
    print(`\n${founder}: ${changes.join(", ")}. Nothing was deployed yet. To deploy: ha-dns up\n`);
    return 0;
  });
}

async function refuseIfDeployed(root: string): Promise<void> {
  await loginIfNeeded(root);
  const deployed = await deployedStacks(await workspaceOf(root));
  if (deployed.length === 0) return;
  throw new Error(
    `${deployed.join(", ")}: found a cluster that is deployed from here; expected none. For a further node: ` +
      "ha-dns add. To change the config: edit Pulumi.yaml, then ha-dns up.",
  );
}
