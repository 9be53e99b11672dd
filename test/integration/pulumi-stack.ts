import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { version } from "@pulumi/pulumi/package.json";
import { installPlugins } from "../../lab/standins/plugins/install";
import { must, run, type Result } from "../../lab/shell";

const root = path.join(__dirname, "../..");
/** Where the set-up keeps the Pulumi CLI and its language host. */
const binaries =
  process.env.LAB_PULUMI_BIN ?? path.join(os.homedir(), ".cache/ha-dns/pulumi", version, "bin");

interface Operations {
  readonly [operation: string]: number;
}

/** A stack of the real Pulumi engine, in a folder of its own, with a program in plain JavaScript. */
export class Stack {
  private constructor(
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly pulumi: string,
  ) {}

  static async create(program: string): Promise<Stack> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "plugins-test-"));
    const home = path.join(folder, "home");
    const bin = path.join(home, "versions", version, "bin");
    await mkdir(bin, { recursive: true });
    for (const name of ["pulumi", "pulumi-language-nodejs"])
      await copyFile(path.join(binaries, name), path.join(bin, name));
    const script = "pulumi-resource-pulumi-nodejs";
    await copyFile(path.join(root, "node_modules/@pulumi/pulumi", script), path.join(bin, script));
    const pulumi = path.join(bin, "pulumi");
    await installPlugins({
      pulumi,
      pulumiHome: home,
      folder: path.join(folder, "plugins"),
      nodeBinary: process.execPath,
      officialFolder: process.env.LAB_PLUGIN_DIR,
    });
    await mkdir(path.join(folder, "state"));
    await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    await writeFile(
      path.join(folder, "Pulumi.yaml"),
      "name: plugins-test\nruntime: nodejs\nmain: index.js\n",
    );
    await writeFile(path.join(folder, "package.json"), "{}");
    await writeFile(path.join(folder, "index.js"), program);
    const env = {
      ...process.env,
      PATH: [bin, path.dirname(process.execPath), process.env.PATH].join(":"),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${path.join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const stack = new Stack(folder, env, pulumi);
    await stack.must(["stack", "init", "test"]);
    return stack;
  }

  /** The same for a program that uses the project's own providers, with the options of its Pulumi.yaml. */
  static async ofProject(program: string): Promise<Stack> {
    const stack = await Stack.create(program);
    for (const name of ["providers", "runtime"])
      await symlink(path.join(root, name), path.join(stack.folder, name));
    const { options } = parse(await readFile(path.join(root, "Pulumi.yaml"), "utf8")) as { options: object };
    const project = { name: "plugins-test", runtime: "nodejs", main: "index.js", options };
    await writeFile(path.join(stack.folder, "Pulumi.yaml"), JSON.stringify(project));
    return stack;
  }

  /** Runs one command of the CLI with `settings` for the program; its exit code is an answer. */
  run(args: readonly string[], settings: object = {}): Promise<Result> {
    return run(this.pulumi, [...args, "--non-interactive"], {
      cwd: this.folder,
      env: { ...this.env, TEST_SETTINGS: JSON.stringify(settings) },
      timeoutMs: 120_000,
    });
  }

  async must(args: readonly string[], settings: object = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, settings);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${code}:\n${stdout}\n${stderr}`);
    return stdout + stderr;
  }

  up = (settings: object = {}, ...more: string[]) =>
    this.must(["up", "--yes", "--skip-preview", ...more], settings);
  refresh = (settings: object = {}, ...more: string[]) =>
    this.must(["refresh", "--yes", "--skip-preview", ...more], settings);

  /** What `up` did to how many resources, such as `{create: 3}`; `same` is left out. */
  async changes(settings: object = {}): Promise<Operations> {
    const said = await this.up(settings);
    const found = [...said.matchAll(/^\s+[-+~]+\s*(\d+) (created|updated|replaced|deleted)/gm)];
    return Object.fromEntries(found.map(([, count, what]) => [what!, Number(count)]));
  }

  async outputs(): Promise<Record<string, unknown>> {
    const text = (await this.run(["stack", "output", "--json", "--show-secrets"])).stdout;
    return JSON.parse(text) as Record<string, unknown>;
  }

  async exported(): Promise<string> {
    return (await this.run(["stack", "export"])).stdout;
  }

  async destroy(settings: object = {}): Promise<void> {
    await this.must(["destroy", "--yes", "--skip-preview"], settings);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A tiny image from nothing but a static busybox, which Debian's package gives where the machine has none. */
export async function importImage(tag: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "plugins-test-image-"));
  try {
    // In an image without libraries only one that is linked statically runs; Debian has both.
    const isStatic = "ldd /bin/busybox 2>&1 | grep -q 'not a dynamic' && echo /bin/busybox";
    const found = await run("sh", ["-c", isStatic]);
    let busybox = found.stdout.trim();
    if (busybox === "") {
      await must("sh", ["-c", "apt-get download busybox-static && dpkg -x busybox-static_*.deb ."], {
        cwd: folder,
      });
      busybox = (
        await must("sh", ["-c", "ls -d $PWD/bin/busybox $PWD/usr/bin/busybox 2>/dev/null || true"], {
          cwd: folder,
        })
      ).trim();
    }
    const tree = path.join(folder, "tree");
    for (const name of ["bin", "etc", "tmp", "proc", "sys", "dev"])
      await mkdir(path.join(tree, name), { recursive: true });
    await copyFile(busybox, path.join(tree, "bin/busybox"));
    await symlink("busybox", path.join(tree, "bin/sh"));
    await must("sh", [
      "-c",
      `tar -C '${tree}' -c . | docker import --change 'ENV FROM_IMAGE=1' --change 'LABEL of=image' - '${tag}'`,
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
