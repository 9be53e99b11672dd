import { createHash } from "node:crypto";
import { publicNameFileSchema, type PublicNameFile } from "../../contract/public-name";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import type { Paths } from "../paths";
import { readText } from "../../common/text-file";
import { watchFiles } from "../watch-files";
import type { Watching } from "../../common/watch-or-poll";

export interface NameConfig {
  readonly file: PublicNameFile;
  readonly token: string;
  /** A digest of what is to be accepted where; of no secret. */
  readonly of: string;
}

/** The public name and its token, as a deployment has laid them down; it replaces them while the agent runs. */
export class NameFiles {
  private watching: Watching | undefined;
  private good: NameConfig | undefined;

  constructor(
    private readonly paths: Pick<Paths, "publicName" | "publicNameToken">,
    private readonly onChange: () => void,
    private readonly log: Log,
  ) {}

  /** Says whether there is a public name: without one, the folder is not there. */
  start(): boolean {
    this.watching = watchFiles(
      [this.paths.publicName, this.paths.publicNameToken],
      () => {
        this.read();
        this.onChange();
      },
      this.log,
    );
    if (!this.watching) return false;
    this.read();
    return true;
  }

  stop(): void {
    this.watching?.stop();
  }

  current(): NameConfig | undefined {
    return this.good;
  }

  private read(): void {
    const { data: file } = publicNameFileSchema.safeParse(parsed(readText(this.paths.publicName) ?? ""));
    const token = readText(this.paths.publicNameToken)?.trim();
    // A file that is just being replaced: the last good one stays in use.
    if (!file || token === undefined) return this.log("public-name.config-refused");
    const { name, provider, server, user, zone } = file;
    const of = createHash("sha256")
      .update(JSON.stringify([name, provider, server, user, zone]))
      .digest("hex")
      .slice(0, 16);
    this.good = { file, token, of };
    this.log("public-name.config-taken", { name, provider });
  }
}
