import { keyMarker } from "../../../components/render/replication-files";
import { changed, up } from "../../deploy/pulumi";
import { inNode } from "../../cluster/node";
import { followingOf } from "../../cluster/data-host";
import { type DataScenario, lossless } from "./data-scenario";
import { pair, awaitOrThrow, waitData } from "./data-scene";

const keys = "/root/.ssh/authorized_keys";

export const keyRevoked: DataScenario = {
  name: "key-revoked",
  description: "the replica's authorized_keys loses the holder's key; pulumi up puts it back",
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    scene.step(`the key of ${holder.name} goes from ${replica.name}`);
    const mark = keyMarker(holder.name);
    await inNode(replica, "sh", "-ec", `grep -q ${mark} ${keys}; sed -i /${mark}/d ${keys}`);
    const trouble = await awaitOrThrow(
      scene,
      `${holder.name} reports it`,
      150_000,
      async () => (await followingOf(holder, replica))?.trouble || undefined,
    );
    scene.step(`pulumi up -s ${replica.name} (${trouble})`);
    const update = await up(scene.settings, replica.name, ["--refresh"]);
    const since = Date.now();
    const sick = await waitData(scene, { copiedSince: since });
    const again = await up(scene.settings, replica.name);
    return {
      figures: { resourcesMended: changed(update.changes), followsAgainMs: Date.now() - since },
      complaints: [
        ...sick,
        ...(changed(again.changes) > 0 ? [`a second up changed ${changed(again.changes)} resources`] : []),
      ],
    };
  },
};
