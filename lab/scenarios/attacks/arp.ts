import type { Attack } from "./attack";

export const arpVip: Attack = {
  name: "arp-vip",
  description: "a device says 20 times a second that the VIP is at its own MAC address",
  cost: "queries that go to the device",
  withHang: false,
  begin: ({ device, cluster }) => device.claim(cluster.vip),
};

export const arpFence: Attack = {
  name: "arp-fence",
  description: "the same with the fence address, by which the router knows who may write",
  cost: "nothing",
  condition: "data-hindered",
  needsData: true,
  withHang: false,
  begin: async ({ device, cluster }) => {
    await device.takeAddress(cluster.data!.fence);
    await device.claim(cluster.data!.fence);
  },
};
