import path from "node:path";
import { runtimeContext, unboundContext } from "../../components/images/contexts";
import { keys } from "../../components/config/keys";
import type { Progress } from "../progress";
import type { LabSettings } from "../settings";
import { run } from "../shell";
import type { BaseImages } from "../cluster/base-images";
import { buildImage, imageId } from "../cluster/images";
import { labReference } from "../cluster/reference";
import { digestOf, publish } from "../cluster/registry";
import { prepareJournal } from "../images/journal/bundle";
import { prepareContext } from "../standins/pihole/bundle";

/** Where the nodes find the program's images in the lab, and what plays Pi-hole. */
export interface ProgramImages {
  readonly runtime: string;
  readonly unbound: string;
  readonly pihole: string;
  /** `official`: the image of that name; `stand-in`: the lab's own, because that cannot be pulled. */
  readonly piholeSource: "official" | "stand-in";
  /** The lab's own service, by digest; "" if the lab has no data. */
  readonly journal: string;
  /** The program's images in this machine's engine. */
  readonly local: Readonly<Record<"runtime" | "unbound" | "pihole", string>>;
}

/** Builds or pulls the program's images once on this machine, and has the lab's registry serve them to all nodes. */
export async function programImages(
  settings: LabSettings,
  bases: BaseImages,
  progress: Progress,
): Promise<ProgramImages> {
  const build = async (name: OwnImage) => {
    const local = await ownImage(name, settings.root, bases, progress);
    const as = `ha-dns/${name}:${local.split(":").pop()}`;
    await publish(settings, local, as, progress);
    return { local, reference: `${settings.registry}:5000/${as}` };
  };
  const runtime = await build("runtime");
  const unbound = await build("unbound");
  const pihole = await piholeImage(settings, bases, progress);
  return {
    runtime: runtime.reference,
    unbound: unbound.reference,
    pihole: pihole.reference,
    piholeSource: pihole.source,
    journal: settings.data ? await journalImage(settings, bases, progress) : "",
    local: { runtime: runtime.local, unbound: unbound.local, pihole: pihole.local },
  };
}

type OwnImage = "runtime" | "unbound";

/** Builds one of the program's images on this machine unless it is there. Resolves to its name. */
export function ownImage(
  name: OwnImage,
  root: string,
  bases: BaseImages,
  progress: Progress,
): Promise<string> {
  const { folder, digest } = name === "runtime" ? runtimeContext(root) : unboundContext();
  const base = name === "runtime" ? bases.node.local : bases.debian.local;
  return buildImage({ name, context: folder, key: digest, base }, progress);
}

/** By digest, which is how the program wants the images of services. */
async function journalImage(settings: LabSettings, bases: BaseImages, progress: Progress): Promise<string> {
  const context = path.join(settings.folder, "tmp", "journal");
  await prepareJournal(context);
  const local = await buildImage({ name: "journal", context, base: bases.node.local }, progress);
  const as = `ha-dns/journal:${local.split(":").pop()}`;
  await publish(settings, local, as, progress);
  const name = as.split(":")[0]!;
  return `${settings.registry}:5000/${name}@${await digestOf(settings, as)}`;
}

const pullDeadlineMs = 600_000;

async function piholeImage(
  settings: LabSettings,
  bases: BaseImages,
  progress: Progress,
): Promise<{ reference: string; source: ProgramImages["piholeSource"]; local: string }> {
  const reference = process.env.LAB_PIHOLE_IMAGE ?? keys.piholeImage.example;
  const { stored, pulled } = labReference(reference, `${settings.registry}:5000`);
  const canPull = bases.debian.source === "registry" || process.env.LAB_PIHOLE_IMAGE !== undefined;
  if (canPull && !(await imageId(reference)))
    await progress.step(`pull ${reference}`, () =>
      run("docker", ["pull", "--quiet", reference], { timeoutMs: pullDeadlineMs }),
    );
  if (canPull && (await imageId(reference))) {
    await publish(settings, reference, stored, progress);
    return { reference: pulled, source: "official", local: reference };
  }
  if (process.env.LAB_PIHOLE_IMAGE)
    throw new Error(
      `LAB_PIHOLE_IMAGE is ${reference}, which is not in this machine's engine and cannot be pulled.`,
    );
  progress.note(
    `${reference} cannot be pulled: a stand-in plays Pi-hole (dnsmasq, and what is used of its API)`,
  );
  const context = path.join(settings.folder, "tmp", "pihole");
  await prepareContext(context);
  const local = await buildImage({ name: "pihole", context, base: bases.node.local }, progress);
  // Its name says what it is, wherever it is listed; its hash has the nodes pull it anew when it has changed.
  const suffix = `-stand-in-${local.split(":").pop()}`;
  await publish(settings, local, stored + suffix, progress);
  return { reference: pulled + suffix, source: "stand-in", local };
}
