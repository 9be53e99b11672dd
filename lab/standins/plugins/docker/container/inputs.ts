/** A container's checked inputs, with the units of the published schema (memory in MB, times in seconds). */
export interface ContainerInputs {
  readonly name: string;
  readonly image: string;
  readonly capabilities?: { readonly adds?: string[]; readonly drops?: string[] };
  readonly cgroupParent?: string;
  readonly cgroupnsMode?: string;
  readonly command?: string[];
  readonly cpuPeriod?: number;
  readonly cpuQuota?: number;
  readonly cpuSet?: string;
  readonly cpuShares?: number;
  readonly cpus?: string;
  readonly destroyGraceSeconds?: number;
  readonly devices?: {
    readonly hostPath: string;
    readonly containerPath?: string;
    readonly permissions?: string;
  }[];
  readonly dns?: string[];
  readonly dnsOpts?: string[];
  readonly dnsSearches?: string[];
  readonly domainname?: string;
  readonly entrypoints?: string[];
  readonly envs?: string[];
  readonly groupAdds?: string[];
  readonly healthcheck?: Healthcheck;
  readonly hostname?: string;
  readonly hosts?: { readonly host: string; readonly ip: string }[];
  readonly init?: boolean;
  readonly ipcMode?: string;
  readonly labels?: { readonly label: string; readonly value: string }[];
  readonly logDriver?: string;
  readonly logOpts?: Record<string, string>;
  readonly maxRetryCount?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly memorySwap?: number;
  readonly mounts?: Mount[];
  readonly mustRun: boolean;
  readonly networkMode?: string;
  readonly networksAdvanced?: AdvancedNetwork[];
  readonly pidMode?: string;
  readonly privileged?: boolean;
  readonly readOnly: boolean;
  readonly removeVolumes: boolean;
  readonly restart: string;
  readonly rm: boolean;
  readonly runtime?: string;
  readonly securityOpts?: string[];
  readonly shmSize?: number;
  readonly start: boolean;
  readonly stdinOpen: boolean;
  readonly stopSignal?: string;
  readonly stopTimeout?: number;
  readonly storageOpts?: Record<string, string>;
  readonly sysctls?: Record<string, string>;
  readonly tmpfs?: Record<string, string>;
  readonly tty: boolean;
  readonly ulimits?: { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly uploads?: Upload[];
  readonly user?: string;
  readonly usernsMode?: string;
  readonly volumes?: VolumeMount[];
  readonly wait: boolean;
  readonly waitTimeout: number;
  readonly workingDir?: string;
}

export interface Healthcheck {
  readonly tests?: string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly startPeriod?: string;
  readonly startInterval?: string;
  readonly retries?: number;
}

export interface Mount {
  readonly type: string;
  readonly target: string;
  readonly source?: string;
  readonly readOnly?: boolean;
  readonly bindOptions?: { readonly propagation?: string };
  readonly tmpfsOptions?: { readonly mode?: number; readonly sizeBytes?: number };
  readonly volumeOptions?: {
    readonly driverName?: string;
    readonly driverOptions?: Record<string, string>;
    readonly labels?: { readonly label: string; readonly value: string }[];
    readonly noCopy?: boolean;
  };
}

export interface AdvancedNetwork {
  readonly name: string;
  readonly aliases?: string[];
  readonly driverOpts?: string[];
  readonly ipv4Address?: string;
  readonly ipv6Address?: string;
  readonly linkLocalIps?: string[];
  readonly macAddress?: string;
}

export interface Upload {
  readonly file: string;
  readonly content?: string;
  readonly contentBase64?: string;
  readonly source?: string;
  readonly executable?: boolean;
  readonly permissions?: string;
}

export interface VolumeMount {
  readonly containerPath?: string;
  readonly fromContainer?: string;
  readonly hostPath?: string;
  readonly readOnly?: boolean;
  readonly selinuxRelabel?: string;
  readonly volumeName?: string;
}
