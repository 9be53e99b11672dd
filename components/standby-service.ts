import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import { RemoteFile, type RemoteFileArgs } from "../providers/remote-file/resource";
import type { SshTarget } from "../providers/ssh/target";
import type { ClusterSecrets } from "./cluster-secrets";
import {
  byDigest,
  removalCommand,
  renderEnvironment,
  renderServiceImages,
  serviceFolder,
  serviceRevision,
} from "./render/service-files";
import { secretRevision } from "./secret-revision";
import type { ServiceValue } from "./config/data-shapes";
import { madeFiles, readServiceFolder, type ServiceFile } from "./config/service-folder";

export interface StandbyServiceArgs {
  readonly service: ServiceValue;
  readonly ssh: SshTarget;
  readonly secrets: Pick<ClusterSecrets, "serviceSecrets" | "clusterSecret">;
  /** The checkout that the service's folder is read from. */
  readonly root: string;
}

type Parts = Pick<StandbyServiceArgs, "service" | "secrets" | "root">;

/** Changes with a file, an image or a secret of the service: its containers are made again then. */
export function serviceRevisionOf({ service, secrets, root }: Parts): pulumi.Output<string> {
  const { files } = readServiceFolder(root, service.folder);
  return secretRevision(secrets.clusterSecret, environmentOf({ service, secrets })).apply((digest) =>
    serviceRevision(service, files, digest),
  );
}

const environmentOf = ({ service, secrets }: Pick<Parts, "service" | "secrets">): pulumi.Output<string> =>
  secrets.serviceSecrets.apply((all) => renderEnvironment(all[service.name] ?? {}));

/** A compose project in place on a node, with its images, so that it can start there without asking anybody. */
export class StandbyService extends pulumi.ComponentResource {
  constructor(name: string, args: StandbyServiceArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:StandbyService", name, {}, opts);
    const { service, ssh, root } = args;
    const { files } = readServiceFolder(root, service.folder);
    const folder = serviceFolder(service.name);
    // Taken away after the files: what they leave is empty folders.
    const place = new HostScript(
      `${name}-folder`,
      {
        target: ssh,
        create: `install -d -m 755 ${folder}`,
        delete: `find ${folder} -depth -type d -empty -delete 2>/dev/null || true`,
      },
      { parent: this },
    );
    const images = Object.entries(service.images).map(
      ([of, reference]) =>
        new docker.RemoteImage(
          `${name}-${of}`,
          { name: byDigest(reference), keepLocally: true },
          { parent: this },
        ),
    );
    const file = (relative: string, content: Content) =>
      new RemoteFile(
        `${name}-${relative}`,
        { target: ssh, path: `${folder}/${relative}`, ...content },
        { parent: this, dependsOn: place },
      );
    const overriding = serviceRevisionOf(args).apply((revision) => renderServiceImages(service, revision));
    const variables = environmentOf(args);
    const written = [
      ...files.map((it) => file(it.path, contentOf(it))),
      file(madeFiles.images, { content: overriding }),
      file(madeFiles.environment, { content: variables, mode: "600" }),
    ];
    // Taken away before the files: nothing of a service that is declared no longer goes on running.
    new HostScript(
      `${name}-removal`,
      {
        target: ssh,
        create: "true",
        delete: removalCommand(service.name),
      },
      { parent: this, dependsOn: [...written, ...images] },
    );
    this.registerOutputs();
  }
}

type Content = Pick<RemoteFileArgs, "content" | "encoding" | "mode">;

/** Text where the bytes are text, so that a preview shows what changes. */
function contentOf({ content, executable }: ServiceFile): Content {
  const mode = executable ? { mode: "755" } : {};
  const text = content.toString("utf8");
  return Buffer.from(text, "utf8").equals(content) && !text.includes("\0")
    ? { ...mode, content: text }
    : { ...mode, content: content.toString("base64"), encoding: "base64" };
}
