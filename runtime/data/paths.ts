import { dataFiles, files } from "../contract/files";

/** Where the data keeper's programs find their files; other places in tests. */
export const dataPaths = {
  ...dataFiles,
  state: files.dataState,
  grant: "/run/ha-dns/data-grant.json",
} as const;

export type DataPaths = Readonly<Record<keyof typeof dataPaths, string>>;
