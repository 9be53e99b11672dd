import type { Progress } from "../progress";
import { names, type LabSettings } from "../settings";
import { docker, until } from "../shell";
import type { ContainerSpec } from "./container";
import { imageId } from "./images";
import { pushNetwork } from "./network";

const port = 5000;
const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/**
 * The image registry: on the LAN for the nodes, and on this machine's loopback for pushes (an engine trusts a
 * registry without TLS there, and an internal network publishes no port). It forwards nothing between the two.
 */
export function registrySpec(settings: LabSettings, image: string): ContainerSpec {
  return {
    name: names.registry,
    image,
    options: [
      "--hostname",
      "registry",
      "--network",
      pushNetwork,
      "--publish",
      `127.0.0.1::${port}`,
      "--sysctl",
      "net.ipv4.ip_forward=0",
    ],
    volumes: [{ name: names.registry, path: "/var/lib/registry", own: false }],
    networks: [{ name: names.lan, address: settings.registry }],
  };
}

/** Waits until the registry answers on the LAN. Throws after 20 s. */
export async function awaitRegistry(settings: LabSettings): Promise<void> {
  await until("the lab's registry answers", 20_000, async () => (await ask(settings, "")).ok);
}

/**
 * Has the lab's registry serve an image of this machine's engine. `as` is its name there, such as
 * `pihole/pihole:2026.07.2`, `library/busybox:1.37.0` or `ha-dns/runtime:abc`: nodes pull what has a name of
 * Docker Hub under that name, and anything as `<registry>:5000/<as>`. True if it had to be pushed.
 */
export async function publish(
  settings: LabSettings,
  local: string,
  as: string,
  progress: Progress,
): Promise<boolean> {
  const id = await imageId(local);
  if (!id) throw new Error(`This machine's Docker engine has no image ${local}.`);
  if (await isStored(settings, as, id)) return false;
  await progress.step(`publish ${as}`, async () => {
    const target = `${await loopback()}/${as}`;
    await docker(["tag", local, target]);
    try {
      await docker(["push", "--quiet", target]);
    } finally {
      await docker(["rmi", "--no-prune", target]);
    }
  });
  return true;
}

/** The address at which this machine's engine reaches the registry; another one after each start. */
const loopback = async (): Promise<string> =>
  (await docker(["port", names.registry, `${port}/tcp`])).trim().split("\n")[0]!;

/** The digest by which nodes pull an image that the lab's registry serves as `as`. Throws if it serves none. */
export async function digestOf(settings: LabSettings, as: string): Promise<string> {
  const [name, tag] = as.split(":");
  const response = await ask(settings, `${name}/manifests/${tag}`);
  const digest = response.headers.get("docker-content-digest");
  if (!response.ok || !digest) throw new Error(`the lab's registry has no ${as}: ${response.status}`);
  return digest;
}

/** An engine's id of an image is the digest of its config, or (with containerd's store) that of its manifest. */
async function isStored(settings: LabSettings, as: string, id: string): Promise<boolean> {
  const [, name, tag] = /^(.+):([^:/]+)$/.exec(as) ?? [];
  if (!name || !tag) throw new Error(`${as}: expected a name with a tag, such as library/busybox:1.37.0`);
  const response = await ask(settings, `${name}/manifests/${tag}`);
  if (!response.ok) return false;
  const manifest = (await response.json()) as { config?: { digest?: string } };
  return manifest.config?.digest === id || response.headers.get("docker-content-digest") === id;
}

const ask = (settings: LabSettings, path: string): Promise<Response> =>
  fetch(`http://${settings.registry}:${port}/v2/${path}`, {
    headers: { accept: manifestType },
    signal: AbortSignal.timeout(5_000),
  });
