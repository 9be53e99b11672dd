import { containers } from "../../../runtime/contract/names";
import { problem, warning, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/** Room for the images of a first deployment, with what their building needs. */
const imagesMiB = 1536;
/** Room for the images of an update beside those that run. */
const updateMiB = 1024;
/** Room for files: config, lists, history, logs. */
const filesMiB = 200;

/** The host's disks have room, and can be written to. */
export function disk({ facts }: Scene): HostFinding[] {
  if (!facts.host.known) return [];
  const { disks, libraryDisk, readOnly, rootKind, container } = facts.host.value;
  const engine = facts.engine.known ? facts.engine.value : undefined;
  const images = engine?.disk ?? libraryDisk;
  const deployed = engine?.containers.some(({ name }) => name === containers.pod) ?? false;
  const clear = "docker image prune --all, journalctl --vacuum-size=100M, apt-get clean; or a larger disk";
  const full = disks.filter(({ freeMiB }) => freeMiB < filesMiB);
  return [
    ...readOnly.map((folder) =>
      problem(
        `${folder} cannot be written to`,
        "a disk that is mounted for writing",
        "an SD card that is worn out, or a file system with errors, turns read-only: dmesg says so; replace the card",
      ),
    ),
    ...(rootKind === "overlayfs" && container === undefined
      ? [
          problem(
            "/ is an overlay in memory: what is written is gone after a reboot, containers and all",
            "a disk that keeps what is written",
            "switch off the overlay file system: raspi-config, Performance, Overlay File System; then reboot",
          ),
        ]
      : []),
    ...full.map(({ mount, freeMiB }) =>
      problem(`${freeMiB} MiB free on ${mount}`, `at least ${filesMiB} MiB`, clear),
    ),
    ...(images && !full.some(({ mount }) => mount === images.mount)
      ? imageRoom(images.freeMiB, images.mount, deployed, clear)
      : []),
  ];
}

function imageRoom(freeMiB: number, mount: string, deployed: boolean, clear: string): HostFinding[] {
  const found = `${freeMiB} MiB free on ${mount}, where Docker keeps its images`;
  if (!deployed && freeMiB < imagesMiB)
    return [problem(found, `at least ${imagesMiB} MiB for the first images`, clear)];
  if (deployed && freeMiB < updateMiB)
    return [
      warning(found, `at least ${updateMiB} MiB, so that an update's images have room beside the old`, clear),
    ];
  return [];
}
