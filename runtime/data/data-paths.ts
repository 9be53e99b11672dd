import { dataFiles, files, onHostRun } from "../contract/files";

/** Where the data keeper's programs find their files; other places in tests. */
export const dataPaths = {
  ...dataFiles,
  /** What the keeper knows, for the host's own programs: no container can write there. */
  state: files.dataState,
  /** The same for the agent. */
  told: onHostRun(files.dataState),
  grant: "/run/ha-dns/data-grant.json",
  /** What the keeper has to know after its process was started again. */
  keeper: "/run/ha-dns/data-keeper.json",
} as const;

/** What the agent tells the host; first where it does now, then where it did in the version before. */
export const agentTells = {
  dnsRole: [onHostRun(files.role), files.role],
  peersSeen: [onHostRun(files.peersSeen), files.peersSeen],
} as const;

export type DataPaths = Readonly<Record<keyof typeof dataPaths, string>>;
