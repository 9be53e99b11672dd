import { createHash } from "node:crypto";
import { publicNameFileSchema, type PublicNameFile } from "../../contract/public-name-schema";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import { DeployedFiles } from "../deployed-files";
import type { Paths } from "../agent-paths";

export interface NameConfig {
  readonly file: PublicNameFile;
  readonly token: string;
  /** A digest of name, provider and account, without the token. */
  readonly of: string;
}

/** The public name and its token. */
export const publicNameFiles = (
  { publicName, publicNameToken }: Pick<Paths, "publicName" | "publicNameToken">,
  onChange: () => void,
  log: Log,
): DeployedFiles<NameConfig | undefined> =>
  new DeployedFiles({
    files: [publicName, publicNameToken],
    none: undefined,
    read: (text, token) => {
      const file = publicNameFileSchema.parse(parsed(text ?? ""));
      if (token === undefined) throw new Error("there is no token");
      log("public-name.config-taken", { name: file.name, provider: file.provider });
      return { file, token: token.trim(), of: digestOf(file) };
    },
    onRefused: () => log("public-name.config-refused"),
    onChange,
    log,
  });

const digestOf = ({ name, provider, server, user, zone }: PublicNameFile): string =>
  createHash("sha256")
    .update(JSON.stringify([name, provider, server, user, zone]))
    .digest("hex")
    .slice(0, 16);
