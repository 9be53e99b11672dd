import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { onHost } from "../../../components/render/node-paths";
import { files } from "../../../runtime/contract/files";
import { containers } from "../../../runtime/contract/names";
import { cachedNames } from "../../images/internet/facts";
import { docker, until } from "../../shell";
import { byPriority, type Cluster, type DrillNode } from "../../cluster/cluster";
import { inNode } from "../../cluster/node";
import {
  checkScript,
  plainScript,
  renderCheckScript,
  renderCommonKeepalived,
  renderNoFilter,
  renderPlainScript,
} from "./render";
import { commonSettings } from "./common-settings";

export type Variant = "common" | "defaults";

/** The common settings are still in force on a node. */
export class NotRestored extends Error {}

const replaced = [onHost(files.keepalivedConfig), onHost(files.nftables)] as const;
const added = [onHost(checkScript), onHost(plainScript)] as const;
const nodeDeadlineMs = 60_000;

/**
 * Puts the common settings of keepalived in the place of the deployed ones, on all nodes, and puts those back byte
 * for byte. What was there is kept in the lab's folder first, so that the next bench fixes what one that
 * was killed has left.
 */
export class Variants {
  private readonly backup: string;

  constructor(private readonly cluster: Cluster) {
    this.backup = path.join(cluster.folder, "bench-backup");
  }

  /** Whether the common settings are in force, or were when an earlier bench was killed. */
  get replaced(): boolean {
    return existsSync(this.backup);
  }

  /** Throws if a node cannot be reached; `use("defaults")` again puts right what is half done. */
  async use(variant: Variant): Promise<void> {
    if ((variant === "common") === this.replaced) return;
    if (variant === "defaults") return this.restore();
    await this.keep();
    const nodes = byPriority(this.cluster);
    const pods = nodes.map(({ pod }) => pod);
    await Promise.all(
      nodes.map(async (node, i) => {
        const { vip } = this.cluster;
        const texts = [renderCommonKeepalived({ vip, pods }, i, commonSettings), renderNoFilter()];
        const scripts = [
          renderCheckScript("drill", "127.0.0.1", cachedNames[0]!.name),
          renderPlainScript(vip),
        ];
        for (const [f, file] of replaced.entries()) await write(node, file, texts[f]!);
        for (const [f, file] of added.entries()) await write(node, file, scripts[f]!);
        await inNode(node, "chmod", "755", ...added);
        await restartKeepalived(node);
      }),
    );
  }

  private async keep(): Promise<void> {
    const unfinished = `${this.backup}.new`;
    await rm(unfinished, { recursive: true, force: true });
    for (const node of this.cluster.nodes) {
      await mkdir(path.join(unfinished, node.name), { recursive: true });
      for (const file of replaced)
        await writeFile(
          path.join(unfinished, node.name, path.basename(file)),
          await inNode(node, "cat", file),
        );
    }
    await rename(unfinished, this.backup);
  }

  private async restore(): Promise<void> {
    const restored = await Promise.allSettled(this.cluster.nodes.map((node) => this.restoreNode(node)));
    const failed = restored.flatMap((result) =>
      result.status === "rejected" ? [String(result.reason)] : [],
    );
    if (failed.length > 0)
      throw new NotRestored(
        `the deployed settings are not back: ${failed.join("; ")}. The next bench puts them back first.`,
      );
    await rm(this.backup, { recursive: true });
  }

  private async restoreNode(node: DrillNode): Promise<void> {
    for (const file of replaced) {
      const text = await readFile(path.join(this.backup, node.name, path.basename(file)), "utf8");
      await write(node, file, text);
      if ((await inNode(node, "cat", file)) !== text)
        throw new Error(`${node.name}: ${file} is not as it was`);
    }
    await inNode(node, "rm", "-f", ...added);
    await restartKeepalived(node);
  }
}

/** Keeps the file's mode and owner. */
const write = (node: DrillNode, file: string, text: string): Promise<string> =>
  docker(["exec", "-i", node.container, "sh", "-c", `cat > ${file}`], { stdin: text, timeoutMs: 30_000 });

/** A node that has just got its power back may not have its pod yet, without which keepalived does not start. */
const restartKeepalived = (node: DrillNode): Promise<true> =>
  until(`keepalived of ${node.name} is restarted`, nodeDeadlineMs, async () => {
    await inNode(node, "docker", "restart", "--time", "5", containers.keepalived);
    return true;
  });
