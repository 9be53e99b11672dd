import { names, type LabSettings } from "../settings";
import type { ContainerSpec } from "./container";

/** The LAN's gateway and its resolver: it forwards to the lab's internet, and knows no way beyond. */
export function routerSpec(settings: LabSettings, image: string): ContainerSpec {
  const env = {
    ROOT_ADDR: settings.wan.root,
    LAN_ADDR: settings.gateway,
    LAN_SUBNET: settings.subnet,
  };
  return {
    name: names.router,
    image,
    options: [
      "--hostname",
      "router",
      "--init",
      "--network",
      names.lan,
      "--ip",
      settings.gateway,
      "--cap-add",
      "NET_ADMIN",
      "--sysctl",
      "net.ipv4.ip_forward=1",
      ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ],
    networks: [{ name: names.wan, address: settings.wan.router }],
  };
}
