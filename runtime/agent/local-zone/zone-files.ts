import { dnskeyOfFile } from "../../contract/zone-key";
import { localZoneFileSchema, type LocalZoneFile } from "../../contract/local-zone-schema";
import { parsed } from "../../common/json";
import type { Log } from "../../common/log";
import { DeployedFiles } from "../deployed-files";
import type { Paths } from "../agent-paths";

/** The zone and its key. */
export const zoneFiles = (
  { localZone, localZoneKey }: Pick<Paths, "localZone" | "localZoneKey">,
  onChange: () => void,
  log: Log,
): DeployedFiles<LocalZoneFile | undefined> =>
  new DeployedFiles({
    files: [localZone, localZoneKey],
    none: undefined,
    read: (text, key) => {
      const zone = zoneOf(text, key);
      log("local-zone.taken", { zone: zone.zone, key: zone.signer, records: zone.records.length });
      return zone;
    },
    onChange,
    log,
  });

function zoneOf(text: string | undefined, key: string | undefined): LocalZoneFile {
  if (text === undefined) throw new Error("there is no zone");
  const zone = localZoneFileSchema.parse(parsed(text));
  const signer = zone.keys.find(({ n }) => n === zone.signer);
  // The deployment writes the key first: until the zone follows, the earlier zone stays as it was signed.
  if (!signer || dnskeyOfFile(key ?? "") !== signer.dnskey)
    throw new Error(`the key file does not hold key ${zone.signer} of ${zone.zone}`);
  return zone;
}
