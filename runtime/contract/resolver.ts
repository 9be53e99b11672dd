/** Each Unbound answers a TXT query for this name with a digest of the zones that it has loaded. */
export const revisionName = "revision.ha-dns.invalid";
