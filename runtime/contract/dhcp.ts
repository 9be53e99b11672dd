import * as z from "zod";
import { files } from "./files";

/** What the deployment tells the agent of the cluster's DHCP. There is no such file if it serves none. */
export const dhcpFileSchema = z.object({
  /** In which the names of devices resolve. */
  domain: z.string(),
  leaseSeconds: z.number(),
});

export type DhcpFile = z.infer<typeof dhcpFileSchema>;

/** Folders below `files.leases` that Pi-hole's dnsmasq watches; both have to be there when it starts. */
export const leaseFolders = { hosts: `${files.leases}/hosts`, names: `${files.leases}/names` } as const;
