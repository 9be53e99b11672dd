import type { z } from "zod";
import { parsed } from "../../common/json";
import { lastWords, runCommand, type CommandResult } from "../run-command";
import type { DataConfig } from "../../contract/data-config";
import type { DataPaths } from "../data-paths";
import {
  confirmedSchema,
  preparedSchema,
  type Confirm,
  type Confirmed,
  type Prepare,
  type PrepareReply,
} from "../serve/messages";
import { peerSshOptions } from "./ssh";

/** A peer's receiving end. Every method rejects in words where it is not reached or answers nonsense. */
export interface ReplicationPeer {
  readonly name: string;
  prepare(request: Prepare, signal: AbortSignal): Promise<PrepareReply>;
  /** Sends what is new of a root and all below it, up to its newest snapshot; never by force. */
  send(root: string, signal: AbortSignal): Promise<void>;
  confirm(request: Confirm, signal: AbortSignal): Promise<Confirmed>;
}

/** Runs a program; see `runCommand`. */
export type CommandRunner = typeof runCommand;

const answerMs = 120_000;

/** A peer over ssh and syncoid. */
export class SshPeer implements ReplicationPeer {
  readonly name: string;

  constructor(
    private readonly peer: DataConfig["peers"][number],
    private readonly config: DataConfig,
    private readonly paths: DataPaths,
    private readonly run: CommandRunner = runCommand,
  ) {
    this.name = peer.name;
  }

  prepare(request: Prepare, signal: AbortSignal): Promise<PrepareReply> {
    return this.ask("prepare", request, preparedSchema, signal);
  }

  confirm(request: Confirm, signal: AbortSignal): Promise<Confirmed> {
    return this.ask("confirm", request, confirmedSchema, signal);
  }

  async send(root: string, signal: AbortSignal): Promise<void> {
    const { sshPort } = this.config.replication;
    const options = peerSshOptions(this.config, this.paths).flatMap((option) => ["--sshoption", option]);
    const result = await this.run(
      "syncoid",
      [
        "--recursive",
        "--no-sync-snap",
        "--no-rollback",
        "--no-privilege-elevation",
        "--compress",
        "none",
        "--quiet",
        "--sshkey",
        this.paths.sshKey,
        "--sshport",
        String(sshPort),
        ...options,
        root,
        `root@${this.peer.host}:${root}`,
      ],
      { signal },
    );
    if (result.code !== 0) throw new Error(`syncoid ${root}: ${lastWords(quiet(result))}`);
  }

  private async ask<T>(
    question: "prepare" | "confirm",
    request: unknown,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const options = peerSshOptions(this.config, this.paths).flatMap((option) => ["-o", option]);
    const { sshPort } = this.config.replication;
    const args = [
      "-T",
      "-i",
      this.paths.sshKey,
      "-p",
      String(sshPort),
      ...options,
      `root@${this.peer.host}`,
      question,
    ];
    const result = await this.run("ssh", args, {
      stdin: JSON.stringify(request),
      signal,
      deadlineMs: answerMs,
    });
    if (result.code !== 0) throw new Error(`${question}: ${lastWords(result)}`);
    const answer = schema.safeParse(parsed(result.stdout));
    if (!answer.success) throw new Error(`${question}: ${this.name} answered what is no answer`);
    return answer.data;
  }
}

/** Without what syncoid and an old ZFS say of every dataset, failed or not. */
const quiet = (result: CommandResult): CommandResult => ({
  ...result,
  stderr: result.stderr
    .split("\n")
    .filter((line) => !line.startsWith("snapshot listing failed, trying fallback"))
    .join("\n"),
});
