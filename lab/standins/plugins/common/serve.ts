import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Checked } from "./check";
import type { Difference } from "./diff";
import { engineLog } from "./engine-log";
import type { Plugin } from "./plugin";
import { NotReadyError } from "./resource";
import { Service } from "./service";
import type { Properties } from "./values";

const maxMessage = 400 * 1024 * 1024;

/**
 * Serves a plugin over the engine's own protocol and prints the port, as the engine expects. Not through the SDK's
 * `provider.main`, because that drops what a provider is configured with.
 */
export async function serve(plugin: Plugin, args: readonly string[]): Promise<void> {
  const address = engineAddress(args);
  if (!address)
    throw new Error(`the plugin ${plugin.name} is started by the Pulumi engine, with its address`);
  const service = new Service(plugin, engineLog(address));
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessage,
    "grpc.max_send_message_length": maxMessage,
  });
  server.addService(ResourceProviderService, handlers(plugin, service));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  process.stdout.write(`${port}\n`);
}

/** The first argument that is no flag; `--tracing` alone has a value of its own. */
function engineAddress(args: readonly string[]): string | undefined {
  return args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "--tracing");
}

function handlers(plugin: Plugin, service: Service): grpc.UntypedServiceImplementation {
  return {
    cancel: unary(async () => new Empty()),
    attach: unary(async () => new Empty()),
    getPluginInfo: unary(async () => {
      const info = new PluginInfo();
      info.setVersion(plugin.version);
      return info;
    }),
    getSchema: unary(async () => {
      const schema = new rpc.GetSchemaResponse();
      schema.setSchema(JSON.stringify({ name: plugin.name, version: plugin.version }));
      return schema;
    }),
    checkConfig: unary(async (request: rpc.CheckRequest) =>
      checkResponse(service.checkConfig(plain(request.getNews()))),
    ),
    diffConfig: unary(async (request: rpc.DiffRequest) =>
      diffResponse(service.diffConfig(plain(request.getOldInputs()), plain(request.getNews()))),
    ),
    configure: unary(async (request: rpc.ConfigureRequest) => {
      service.configure(plain(request.getArgs()));
      const response = new rpc.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    check: unary(async (request: rpc.CheckRequest) => {
      const proposed = request.getAutonaming()?.getProposedName();
      const naming = {
        name: request.getName() || request.getUrn().split("::").slice(3).join("::"),
        seed: request.getRandomseed_asU8(),
        ...(proposed ? { proposed } : {}),
      };
      return checkResponse(
        service.check(request.getUrn(), naming, plain(request.getOlds()), plain(request.getNews())),
      );
    }),
    diff: unary(async (request: rpc.DiffRequest) =>
      diffResponse(service.diff(request.getUrn(), plain(request.getOlds()), plain(request.getNews()))),
    ),
    create: unary(async (request: rpc.CreateRequest) => {
      const created = await service.create(
        request.getUrn(),
        plain(request.getProperties()),
        request.getPreview(),
      );
      const response = new rpc.CreateResponse();
      response.setId(created.id);
      response.setProperties(struct(created.state));
      return response;
    }),
    read: unary(async (request: rpc.ReadRequest) => {
      const [state, inputs] = [plain(request.getProperties()), plain(request.getInputs())];
      const found = await service.read(request.getUrn(), request.getId(), state, inputs);
      const response = new rpc.ReadResponse();
      if (!found) return response; // An empty id says that it is gone.
      response.setId(found.id);
      response.setProperties(struct(found.state));
      response.setInputs(struct(found.inputs));
      return response;
    }),
    update: unary(async (request: rpc.UpdateRequest) => {
      const [olds, news] = [plain(request.getOlds()), plain(request.getNews())];
      const state = await service.update(request.getUrn(), request.getId(), olds, news, request.getPreview());
      const response = new rpc.UpdateResponse();
      response.setProperties(struct(state));
      return response;
    }),
    delete: unary(async (request: rpc.DeleteRequest) => {
      await service.delete(request.getUrn(), request.getId(), plain(request.getProperties()));
      return new Empty();
    }),
  };
}

function unary<Request, Response>(
  work: (request: Request) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    work(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(failure(error)),
    );
  };
}

function checkResponse({ inputs, failures }: Checked): rpc.CheckResponse {
  const response = new rpc.CheckResponse();
  response.setInputs(struct(inputs));
  response.setFailuresList(
    failures.map(({ path, reason }) => {
      const one = new rpc.CheckFailure();
      one.setProperty(path);
      one.setReason(reason);
      return one;
    }),
  );
  return response;
}

function diffResponse({ changed, replaces }: Difference): rpc.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse();
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...changed]);
  response.setReplacesList([...replaces]);
  return response;
}

/** The state of what exists but is not ready travels in the error's details: the engine keeps it in its records. */
function failure(error: unknown): Partial<grpc.StatusObject> {
  const details = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof NotReadyError) {
    const failed = new rpc.ErrorResourceInitFailed();
    failed.setId(error.id);
    failed.setProperties(struct(error.state));
    failed.setReasonsList([details]);
    const packed = new Any();
    packed.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(details);
    status.addDetails(packed);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details, metadata };
}

const plain = (message: Struct | undefined): Properties => (message?.toJavaScript() ?? {}) as Properties;
const struct = (properties: Properties): Struct =>
  Struct.fromJavaScript(properties as { [key: string]: JavaScriptValue });
