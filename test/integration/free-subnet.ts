import { docker } from "../../lab/shell";

/** A subnet that no network has: Docker lets containers choose addresses only in a subnet that was asked for. */
export async function freeSubnet(network: string): Promise<string> {
  await docker(["network", "create", "--internal", network]);
  const format = "{{(index .IPAM.Config 0).Subnet}}";
  const subnet = await docker(["network", "inspect", "--format", format, network]);
  await docker(["network", "rm", network]);
  return subnet.trim();
}
