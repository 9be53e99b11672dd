import { dataFiles, files } from "../contract/files";

/** Where the data keeper's programs find their files; other places in tests. */
export const dataPaths = {
  ...dataFiles,
  state: files.dataState,
  grant: "/run/ha-dns/data-grant.json",
  /** What the keeper has to know after its process was started anew. */
  keeper: "/run/ha-dns/data-keeper.json",
} as const;

export type DataPaths = Readonly<Record<keyof typeof dataPaths, string>>;
