import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export type Severity = "info" | "warning";

export interface EngineLog {
  /** Shows a message beside the resource; resolves when the engine has it, rejects where it cannot be reached. */
  write(urn: string, severity: Severity, message: string): Promise<void>;
}

/** The log of the engine at `address`, as it is handed to a plugin in its first argument. */
export function engineLog(address: string): EngineLog {
  const client = new EngineClient(address, grpc.credentials.createInsecure());
  return {
    write: (urn, severity, message) =>
      new Promise((resolve, reject) => {
        const request = new LogRequest();
        request.setUrn(urn);
        request.setSeverity(severity === "info" ? LogSeverity.INFO : LogSeverity.WARNING);
        request.setMessage(message);
        client.log(request, (error: grpc.ServiceError | null) => (error ? reject(error) : resolve()));
      }),
  };
}
