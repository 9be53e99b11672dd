import { runRestore } from "../backup/run-restore";
import { UsageError } from "../frame/command-type";
import { loginIfNeeded } from "../pulumi/workspace";
import type { SessionCall } from "./session";
import { isWell } from "./write";

/** Describes a cluster by a backup: config, stacks with their secrets, and the hosts' histories. Deploys nothing. */
export async function runInitFrom(file: string, call: SessionCall): Promise<number> {
  const { values, root, print } = call;
  if (values["dry-run"] === true)
    throw new UsageError(
      "ha-dns init: --dry-run is not for --from; restore shows what it would do, and asks",
    );
  await loginIfNeeded(root);
  const restored = await runRestore({
    ...call,
    args: [file],
    values: {
      "passphrase-file": values["passphrase-file"] as string | undefined,
      yes: values.yes === true,
      up: false,
      lists: false,
    },
  });
  if (restored !== 0) return restored;
  if (!(await isWell(call))) return 1;
  print(`\nTo deploy: ha-dns up. Then the lists: ha-dns restore ${file} --lists\n`);
  return 0;
}
