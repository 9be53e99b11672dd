import type Docker from "dockerode";
import type { ImageInspectInfo } from "dockerode";
import type { Created, Found, Resource } from "../common/resource";
import { stringMap, strings, type Shape } from "../common/shape";
import { present, type Properties } from "../common/values";
import { buildImage, type Build } from "./build";
import { unlessGone } from "./engine";
import { followed } from "./progress";

const build: Shape = {
  fields: {
    context: "string",
    dockerfile: "string",
    buildArgs: stringMap,
    useLegacyBuilder: "boolean",
    networkMode: "string",
    noCache: "boolean",
    platform: "string",
    pullParent: "boolean",
    target: "string",
    tags: strings,
    labels: stringMap,
    extraHosts: strings,
    remove: "boolean",
    forceRemove: "boolean",
    memory: "number",
    shmSize: "number",
  },
  required: ["context"],
};

/** `docker.RemoteImage`: pulled where the engine does not have it, or built; its id is image id and name in one. */
export const remoteImage = (engine: () => Docker): Resource => ({
  properties: {
    name: { shape: "string", replaces: true, required: true },
    build: { shape: build },
    forceRemove: { shape: "boolean" },
    keepLocally: { shape: "boolean" },
    platform: { shape: "string", replaces: true },
    pullTriggers: { shape: { list: "string", unordered: true }, replaces: true },
    triggers: { shape: stringMap, replaces: true },
  },
  outputs: ["imageId", "repoDigest"],
  verify: (inputs) => {
    const wanted = inputs.build as unknown as Build | undefined;
    return wanted && wanted.useLegacyBuilder !== true
      ? [
          {
            path: "build.useLegacyBuilder",
            reason: "the stand-in plugin knows only the legacy builder: set it to true",
          },
        ]
      : [];
  },
  create: async (_name, inputs) => {
    if (inputs.build) await buildImage(engine(), String(inputs.name), inputs.build as unknown as Build);
    return found(engine(), inputs, inputs);
  },
  read: (_id, state, inputs) => local(engine(), state, inputs),
  update: async (_id, olds, news) => (await found(engine(), { ...olds, ...news }, news)).state,
  delete: async (_id, state) => {
    if (state.keepLocally === true) return;
    const image = engine().getImage(String(state.name));
    await unlessGone(image.remove({ force: state.forceRemove === true }));
  },
});

/** The engine's image of that name; pulled first where it has none. */
async function found(engine: Docker, state: Properties, inputs: Properties): Promise<Created> {
  const name = String(inputs.name);
  const before = await local(engine, state, inputs);
  if (before) return before;
  const stream = await engine.pull(withTag(name), present({ platform: inputs.platform }));
  await followed(engine, stream, `pulling the image ${name}`);
  const after = await local(engine, state, inputs);
  if (!after) throw new Error(`the image ${name} was pulled, and is not there`);
  return after;
}

async function local(engine: Docker, state: Properties, inputs: Properties): Promise<Found | undefined> {
  const name = String(state.name ?? inputs.name);
  const info = await unlessGone(engine.getImage(name).inspect());
  if (!info) return undefined;
  const seen = { imageId: info.Id, repoDigest: repoDigest(name, info) };
  return { id: `${info.Id}${name}`, state: { ...state, ...seen }, inputs };
}

/** Without a tag or a digest the engine would pull every tag there is. */
export function withTag(name: string): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.includes(":") || name.includes("@") ? name : `${name}:latest`;
}

/** The digest under which the image's own repository knows it; empty for an image that never saw a registry. */
export function repoDigest(name: string, info: Pick<ImageInspectInfo, "RepoDigests">): string {
  const slash = name.lastIndexOf("/") + 1;
  const repository = name.slice(0, slash) + name.slice(slash).split(/[@:]/)[0];
  return (info.RepoDigests ?? []).find((digest) => digest.startsWith(`${repository}@`)) ?? "";
}
