// A stand-in for Pulumi's random plugin, for networks where the official one cannot be downloaded.
import { version } from "@pulumi/random/package.json";
import { serve } from "../common/serve";
import { randomPassword } from "./random-password";

serve(
  {
    name: "random",
    version,
    config: {},
    resources: () => ({ "random:index/randomPassword:RandomPassword": randomPassword }),
  },
  process.argv.slice(2),
).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
