import * as z from "zod";
import { files } from "./files";

/** The agent's DHCP config, written by the deployment. Absent if the cluster does not serve DHCP. */
export const dhcpFileSchema = z.object({
  /** The local domain: devices resolve as NAME.DOMAIN. */
  domain: z.string(),
  leaseSeconds: z.number(),
});

export type DhcpFile = z.infer<typeof dhcpFileSchema>;

/** Folders below `files.leases` that Pi-hole's dnsmasq watches; both have to be there when it starts. */
export const leaseFolders = { hosts: `${files.leases}/hosts`, names: `${files.leases}/names` } as const;
