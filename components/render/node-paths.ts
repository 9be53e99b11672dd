import path from "node:path";
import { files } from "../../runtime/contract/files";

/** Where a node keeps what belongs to it. /etc/ha-dns and the data folder outlive `destroy`'s containers. */
export const etcFolder = "/etc/ha-dns";
export const dataFolder = "/var/lib/ha-dns";
/** Only the host writes here. The agent and keepalived have a folder below it (`sharedFolder`), at this path. */
export const runFolder = "/run/ha-dns";
/** Holds Unbound's control socket. */
export const unboundRunFolder = path.posix.dirname(files.unboundControl);

/** Only the host's root can list it; its files are mounted one by one. */
export const secretsFolder = `${etcFolder}/secrets`;
export const keepalivedAuthFile = `${secretsFolder}/keepalived-auth.conf`;
/** Where keepalived's container sees it. */
export const keepalivedAuthMount = "/run/secrets/keepalived-auth.conf";
export const piholePasswordFile = `${secretsFolder}/pihole-password`;
/** Derived keys of the agent; see derived-keys.ts. */
export const channelKeyFile = `${secretsFolder}/channel-key`;
export const sessionKeyFile = `${secretsFolder}/session-key`;
/** A folder and not a file is mounted, so that the agent sees a renewed certificate. Only root can list it. */
export const pageFolder = `${etcFolder}/page`;
export const pageCertificateFile = `${pageFolder}/${path.posix.basename(files.pageCertificate)}`;
/** Mounted as a folder too, since its files are replaced while the agent runs. */
export const notifyFolder = `${etcFolder}/notify`;
export const notifyFile = `${notifyFolder}/${path.posix.basename(files.notify)}`;
export const notifySecretsFile = `${notifyFolder}/${path.posix.basename(files.notifySecrets)}`;
/** Mounted as a folder, for the same reason. Only a cluster with `localZone` has it. */
export const localZoneFolder = `${etcFolder}/local-zone`;
export const localZoneFile = `${localZoneFolder}/${path.posix.basename(files.localZone)}`;
export const localZoneKeyFile = `${localZoneFolder}/${path.posix.basename(files.localZoneKey)}`;
/** Only a cluster with `publicName` has it. */
export const publicNameFolder = `${etcFolder}/public-name`;
export const publicNameFile = `${publicNameFolder}/${path.posix.basename(files.publicName)}`;
export const publicNameTokenFile = `${publicNameFolder}/${path.posix.basename(files.publicNameToken)}`;
/** What the last deployment left of a container: see the provider `running`. Only root may read it. */
export const recordFile = (container: string): string => `${secretsFolder}/${container}.deployed.json`;
export const agentFolder = `${dataFolder}/agent`;
export const piholeFolder = `${dataFolder}/pihole`;

/** What keepalived and the agent mount read-only as /etc/ha-dns: no secrets in it. */
export const podFolder = `${etcFolder}/pod`;
/** A file of the pod's folder, by its path in the containers, as the host has it. */
export const onHost = (file: string): string => file.replace("/etc/ha-dns", podFolder);

/** Pi-hole's /etc/dnsmasq.d. */
export const dnsmasqFolder = onHost(files.dnsmasq);
export const unboundFolder = `${etcFolder}/unbound`;
/** By which Unbound trusts the local zone's keys. */
export const localZoneAnchorsFile = `${unboundFolder}/zones/local-zone.conf`;
/** One folder a standby service, with its compose project. */
export const servicesFolder = `${etcFolder}/services`;
export const keeperFile = "/usr/local/sbin/ha-dns-keeper";
/** What the supervisor limits containers to. */
export const limitsFile = `${etcFolder}/limits`;
export const hostLegFile = "/usr/local/sbin/ha-dns-host-leg";
export const hostLinkFile = "/usr/local/sbin/ha-dns-host-link";
export const hostLinkRulesFile = `${etcFolder}/host-link.nft`;
export const hostLinkUnitName = "ha-dns-host-link.service";
export const hostLinkUnitFile = `/etc/systemd/system/${hostLinkUnitName}`;
export const unitName = "ha-dns.service";
export const unitFile = `/etc/systemd/system/${unitName}`;
/** The data keeper's. */
export const dataUnitName = "ha-dns-data.service";
export const dataUnitFile = `/etc/systemd/system/${dataUnitName}`;

/** One folder below it for each container that observes the cluster, mounted into that one alone. */
export const observeFolder = `${etcFolder}/observe`;
/** Outlives the containers, as Pi-hole's folder does. */
export const observeDataFolder = `${dataFolder}/observe`;
export const observeKeeperFile = "/usr/local/sbin/ha-dns-observe";
export const observeLimitsFile = `${observeFolder}/limits`;
export const observeUnitName = "ha-dns-observe.service";
export const observeUnitFile = `/etc/systemd/system/${observeUnitName}`;

/** By which the agent knows that its node is drained; they outlive a boot. */
export const drainMarks = { update: onHost(files.drainUpdate), maintenance: onHost(files.drainMaintenance) };
