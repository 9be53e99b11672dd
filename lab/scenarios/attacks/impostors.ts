import { switchOff, switchOn } from "../../cluster/power";
import type { Impostor } from "../../load/attack-protocol";
import type { Attack, AttackScene } from "./attack";

/** The device takes the address of a follower that is off, and announces it to all machines. */
async function takesThePlace({ device, follower }: AttackScene, channel: Impostor["channel"]): Promise<void> {
  await switchOff(follower);
  await device.takeAddress(follower.pod);
  await device.impersonate({ node: follower.name, channel });
  await device.claim(follower.pod);
}

export const forgedStatus: Attack = {
  name: "forged-status",
  description:
    "a follower is off, and a device at its address says that it leads, ranks first and has the data",
  cost: "nothing",
  condition: "node-silent",
  withHang: false,
  begin: (scene) => takesThePlace(scene, "own key"),
  end: ({ follower }) => switchOn(follower),
};

export const tlsAlert: Attack = {
  name: "tls-alert",
  description: "a device at the leader's address answers the follower's channel with a TLS alert",
  cost: "nothing",
  condition: "node-silent",
  withHang: false,
  // To the follower alone: the leader's own Unbound would send its answers to the device as well, and DNS would fail.
  begin: async ({ device, leader, follower }) => {
    await device.takeAddress(leader.pod);
    await device.impersonate({ node: leader.name, channel: "alert" });
    await device.claim(leader.pod, follower.pod);
  },
};
