// A stand-in for Pulumi's docker plugin, for networks where the official one cannot be downloaded.
import type Docker from "dockerode";
import { version } from "@pulumi/docker/package.json";
import type { Context } from "../common/plugin";
import type { Resource } from "../common/resource";
import { serve } from "../common/serve";
import { container } from "./container/container";
import { engine } from "./engine";
import { network } from "./network";
import { remoteImage } from "./remote-image";
import { volume } from "./volume";

serve(
  {
    name: "docker",
    version,
    config: { host: { shape: "string" }, sshOpts: { shape: "any" } },
    resources,
  },
  process.argv.slice(2),
).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});

function resources({ config }: Context): Record<string, Resource> {
  let connected: Docker | undefined;
  const client = () => (connected ??= engine(config()));
  return {
    "docker:index/container:Container": container(client),
    "docker:index/network:Network": network(client),
    "docker:index/remoteImage:RemoteImage": remoteImage(client),
    "docker:index/volume:Volume": volume(client),
  };
}
