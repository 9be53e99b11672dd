import { setTimeout as delay } from "node:timers/promises";
import type { DrillNode } from "../../cluster/cluster";
import { deafen, hear } from "../../cluster/partition";
import { poll } from "../../poll";
import { switchOff } from "../../cluster/power";
import { addFile } from "../../faults/ballast";
import { holderOf } from "../../cluster/data-health";
import { drain, replicate, undrain } from "../../cluster/data-host";
import { awaitUp, type DataScene, returnPower, statesOf, awaitOrThrow } from "../data/data-scene";
import { freeSsh, slowSsh } from "../../faults/ssh-path";
import { receives } from "../data/power-off-during-send";
import type { Action, DataStep } from "./plan-sequence";

const flaps = 3;
const megabytes = 5;
const bytesPerSecond = 1_000_000;
const sendDeadlineMs = 15_000;

/** Takes the steps of sequences, and knows what lasts. */
export class Actor {
  private off: DrillNode | undefined;
  private isApart = false;

  constructor(private readonly scene: DataScene) {}

  async take({ action, pauseMs }: DataStep): Promise<void> {
    await delay(pauseMs, undefined, { signal: this.scene.session.signal });
    const node = "node" in action ? this.nodes[action.node]! : undefined;
    this.scene.step(`${action.kind}${node ? ` at ${node.name}` : ""}`);
    await this.act(action, node!);
  }

  /** Takes away all that lasts. Fine if nothing does. */
  async heal(): Promise<void> {
    if (this.off) await this.powerOn(this.off);
    for (const node of this.nodes) await awaitUp(this.scene, node);
    await Promise.all(this.nodes.map(hear));
    await Promise.all(this.nodes.map(freeSsh));
    this.isApart = false;
    for (const node of this.nodes)
      await awaitOrThrow(this.scene, `${node.name} is undrained`, 60_000, () =>
        undrain(node).then(
          () => true,
          () => undefined,
        ),
      );
  }

  private async act(action: Action, node: DrillNode): Promise<void> {
    switch (action.kind) {
      case "off":
        return this.powerOff(node);
      case "off-in-send":
        await this.amidSend(node);
        return this.powerOff(node);
      case "on":
        return this.powerOn(node);
      case "apart":
        this.isApart = true;
        return void (await Promise.all(this.running().map((one) => this.separate(one))));
      case "together":
        this.isApart = false;
        return void (await Promise.all(this.running().map(hear)));
      case "flap":
        for (let i = 0; i < flaps; i++) {
          // A node that has just booted has no agent yet: then there is nothing to flap.
          await drain(node).catch(() => undefined);
          await delay(700, undefined, { signal: this.scene.session.signal });
          await undrain(node).catch(() => undefined);
        }
        return;
    }
  }

  /** A node that just booted is not all there yet. */
  private async separate(node: DrillNode): Promise<void> {
    await poll(
      () =>
        deafen(this.scene.session.cluster, node).then(
          () => true,
          () => undefined,
        ),
      { deadlineMs: 10_000, signal: this.scene.session.signal },
    );
  }

  /** Resolves while the holder sends, where it does so soon; a sequence does not wait for more. */
  private async amidSend(struck: DrillNode): Promise<void> {
    const holder = holderOf(await statesOf(this.scene));
    const sender = this.nodes.find(({ name }) => name === holder);
    if (!sender) return;
    const receiver = this.nodes.find(({ name }) => name !== sender.name)!;
    await slowSsh(this.scene.session.cluster, receiver, bytesPerSecond);
    await addFile(sender, this.scene.reading.data.notes, megabytes).catch(() => undefined);
    void replicate(sender);
    const begun = await poll(async () => ((await receives(receiver)) ? true : undefined), {
      deadlineMs: sendDeadlineMs,
      signal: this.scene.session.signal,
    });
    this.scene.session.note(
      `  ${struck.name} loses its power ${begun ? "amid a send" : "with no send seen"}`,
    );
    await freeSsh(receiver);
  }

  private async powerOff(node: DrillNode): Promise<void> {
    this.off = node;
    await switchOff(node);
  }

  private async powerOn(node: DrillNode): Promise<void> {
    this.off = undefined;
    await returnPower(this.scene, node);
    if (this.isApart) await this.separate(node);
  }

  private get nodes(): readonly DrillNode[] {
    return this.scene.session.cluster.nodes;
  }

  private running(): DrillNode[] {
    return this.nodes.filter((node) => node !== this.off);
  }
}
