import { dnskeyOfFile } from "../../contract/dnssec";
import { errorText } from "../../contract/error-text";
import { localZoneFileSchema, type LocalZoneFile } from "../../contract/local-zone";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import type { Paths } from "../paths";
import { readText } from "../../common/text-file";
import { watchFiles } from "../watch-files";
import type { Watching } from "../../common/watch-or-poll";

/** The zone and its key as a deployment has laid them down; it replaces them while the agent runs. */
export class ZoneFiles {
  private watching: Watching | undefined;
  private good: LocalZoneFile | undefined;
  private goodText = "";
  private why = "";

  constructor(
    private readonly paths: Pick<Paths, "localZone" | "localZoneKey">,
    private readonly onChange: () => void,
    private readonly log: Log,
  ) {}

  /** Says whether this node has a zone: without one, the folder is not there. */
  start(): boolean {
    this.watching = watchFiles(
      [this.paths.localZone, this.paths.localZoneKey],
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

  /** What is to be signed; undefined before the first good one. */
  current(): LocalZoneFile | undefined {
    return this.good;
  }

  /** Why the files of the last deployment are not in use; empty if they are. */
  trouble(): string {
    return this.why;
  }

  private read(): void {
    try {
      const text = readText(this.paths.localZone);
      if (text === undefined) throw new Error("there is no zone");
      const zone = localZoneFileSchema.parse(parsed(text));
      const signer = zone.keys.find(({ n }) => n === zone.signer);
      // The key is laid down first: until the zone follows, the earlier zone stays as it was signed.
      if (!signer || dnskeyOfFile(readText(this.paths.localZoneKey) ?? "") !== signer.dnskey)
        throw new Error(`the key file does not hold key ${zone.signer} of ${zone.zone}`);
      this.why = "";
      if (text === this.goodText) return;
      this.good = zone;
      this.goodText = text;
      this.log("local-zone.taken", { zone: zone.zone, key: zone.signer, records: zone.records.length });
    } catch (error) {
      this.why = errorText(error).slice(0, 300);
    }
  }
}
