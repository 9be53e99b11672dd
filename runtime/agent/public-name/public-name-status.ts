import type { PublicNameSeen } from "./public-name-updater";

/** A part of /status; undefined if there is no public name. */
export function publicNameStatus(seen: PublicNameSeen | undefined) {
  if (!seen) return undefined;
  const { name, accepted, trouble } = seen;
  return {
    name,
    address: accepted?.address ?? null,
    acceptedAt: accepted ? new Date(accepted.at).toISOString() : null,
    trouble,
  };
}
