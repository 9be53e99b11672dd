import { loadFiles } from "../../components/load-files";
import { filesWithNodes } from "../init/config-files";
import { inSession, type SessionCall } from "../init/session";
import { isWell, textsOf, writeConfig } from "../init/write";
import { loginIfNeeded } from "../pulumi/workspace";
import { interviewAdded } from "./add-interview";

/** Resolves to the exit code. */
export function runAdd(call: SessionCall): Promise<number> {
  const { root, print } = call;
  const { spec } = loadFiles(root, process.env.HA_DNS_SITE);
  const { knownHosts, sshPort } = spec.cluster;
  const before = () => loginIfNeeded(root);
  return inSession(call, { command: "add", knownHosts, sshPort, before }, async (session) => {
    const added = await interviewAdded(session.ask, session.explorer, spec);
    const names = spec.nodes.map(({ name }) => name);
    const all = [...names, ...added.map(({ name }) => name)];
    const texts = filesWithNodes(names, added, textsOf(root, all));
    if (
      !(await writeConfig(
        call,
        session,
        texts,
        added.map(({ name }) => name),
      ))
    )
      return 0;
    session.finish();
    if (!(await isWell(call))) return 1;
    print(`\nNothing was deployed yet. To deploy, first ${names.join(", ")}, then the new ones: ha-dns up\n`);
    return 0;
  });
}
