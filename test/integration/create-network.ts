import { docker, run } from "../../lab/shell";

const tries = 10;

/**
 * Makes a network with a subnet that no other network has; resolves to the subnet. Docker lets containers choose
 * addresses only if the subnet was asked for. `options` are those of `docker network create`.
 */
export async function createNetwork(
  network: string,
  options: (subnet: string) => readonly string[],
): Promise<string> {
  for (let left = tries; ; left--) {
    const subnet = await freeSubnet(network);
    const made = await run("docker", ["network", "create", ...options(subnet), "--subnet", subnet, network]);
    if (made.code === 0) return subnet;
    // Another test may have taken the subnet in between.
    if (left === 1 || !made.stderr.includes("overlaps"))
      throw new Error(`docker network create ${network}: ${made.stderr.trim()}`);
  }
}

/** The subnet that Docker itself chooses. */
async function freeSubnet(network: string): Promise<string> {
  await docker(["network", "create", "--internal", network]);
  const format = "{{(index .IPAM.Config 0).Subnet}}";
  const subnet = await docker(["network", "inspect", "--format", format, network]);
  await docker(["network", "rm", network]);
  return subnet.trim();
}
