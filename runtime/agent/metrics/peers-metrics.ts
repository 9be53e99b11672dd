import { gauge } from "./metric";

const labels = { peer: "name of the other node" } as const;

/** What this node sees of the others. */
export const peerMetrics = [
  gauge({
    name: "ha_dns_peer_up",
    help: "1 if the peer's agent answers this node's.",
    labels,
    samples: ({ peers }) => peers.map(({ name, status }) => [{ peer: name }, Number(status !== undefined)]),
  }),
  gauge({
    name: "ha_dns_peer_ready",
    help: "1 if the peer's agent says that it leads or could take over now.",
    labels,
    samples: ({ peers }) => peers.map(({ name, status }) => [{ peer: name }, Number(status?.ready === true)]),
  }),
  gauge({
    name: "ha_dns_peer_adverts_disbelieved",
    help: "1 while VRRP adverts in the peer's name are dropped, because the peer did not send them.",
    labels,
    samples: ({ peers, adverts }) =>
      peers.map(({ name }) => {
        const dropped = adverts?.disbelieved.some((peer) => peer.name === name);
        return [{ peer: name }, Number(dropped === true)];
      }),
  }),
  gauge({
    name: "ha_dns_peer_adverts_late",
    help: "1 if VRRP adverts of the peer came late in the last ten minutes, so that this node almost took over for nothing.",
    labels,
    samples: ({ peers, adverts }) =>
      peers.map(({ name }) => [{ peer: name }, Number(adverts?.late.includes(name) === true)]),
  }),
];
