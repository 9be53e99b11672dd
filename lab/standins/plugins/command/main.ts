// A stand-in for Pulumi's command plugin, for networks where the official one cannot be downloaded.
import { version } from "@pulumi/command/package.json";
import { serve } from "../common/serve";
import { remoteCommand } from "./remote-command";

serve(
  {
    name: "command",
    version,
    config: {},
    resources: ({ log }) => ({ "command:remote:Command": remoteCommand(log) }),
  },
  process.argv.slice(2),
).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
