import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Knows, over processes, whether another gravity run went on at the same time. Pi-hole has no lock for it. */
export class Overlap {
  private readonly mine: string;

  constructor(private readonly folder: string) {
    this.mine = path.join(folder, String(process.pid));
  }

  begin(): void {
    mkdirSync(this.folder, { recursive: true });
    const others = readdirSync(this.folder).filter(
      (pid) => pid !== String(process.pid) && lives(Number(pid)),
    );
    for (const pid of others) writeFileSync(path.join(this.folder, pid), "overlapped");
    writeFileSync(this.mine, others.length > 0 ? "overlapped" : "");
  }

  get happened(): boolean {
    return readFileSync(this.mine, "utf8") !== "";
  }

  end(): void {
    rmSync(this.mine, { force: true });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
