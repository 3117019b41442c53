import * as grpc from "@grpc/grpc-js";
import type { Properties } from "../cloud/cloudState";
import type { Subject } from "./checkInputs";
import type { Change } from "./difference";
import { type ResourceProvider, UnfinishedError } from "./resourceProvider";

// The class of @pulumi/pulumi/provider knows neither detailed differences nor provider settings nor unfinished
// resources; the protocol's own messages do.
const protocol = require("@pulumi/pulumi/proto/provider_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const plugin = require("@pulumi/pulumi/proto/plugin_pb");
const statuses = require("@pulumi/pulumi/proto/status_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { Any } = require("google-protobuf/google/protobuf/any_pb");

// biome-ignore lint/suspicious/noExplicitAny: generated messages carry no types.
type Message = any;
type Answer = (error: object | null, message?: Message) => void;
type Call = { request: Message };

const fromStruct = (struct: Message): Properties => (struct ? struct.toJavaScript() : {});

/** Messages hold neither undefined nor functions. */
const toStruct = (values: Properties): Message => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));

function subjectOf(request: Message): Subject {
  const [types = "", name = ""] = request.getUrn().split("::").slice(2);
  return { type: types.split("$").at(-1) ?? "", name };
}

function errorOf(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  const answer = { code: grpc.status.UNKNOWN, message, details: message };
  if (!(error instanceof UnfinishedError)) return answer;
  const detail = new protocol.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.properties));
  detail.setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { ...answer, metadata };
}

/** A method of the protocol from one that returns or throws. */
const method =
  (work: (request: Message) => Message | Promise<Message>) =>
  async (call: Call, answer: Answer): Promise<void> => {
    try {
      answer(null, await work(call.request));
    } catch (error) {
      answer(errorOf(error));
    }
  };

const kinds: Record<Change["kind"], [plain: number, replacing: number]> = (() => {
  const { Kind } = protocol.PropertyDiff;
  return {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  };
})();

/** The engine's protocol over one provider. */
function methodsOf(provider: ResourceProvider, version: string): grpc.UntypedServiceImplementation {
  const unimplemented = (_: Call, answer: Answer) => answer({ code: grpc.status.UNIMPLEMENTED, details: "" });
  const names = Object.keys(ResourceProviderService);
  return {
    ...Object.fromEntries(names.map((name) => [name, unimplemented])),
    getPluginInfo: method(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(version);
      return info;
    }),
    checkConfig: method((request) => {
      const checked = new protocol.CheckResponse();
      checked.setInputs(request.getNews());
      return checked;
    }),
    diffConfig: method(() => new protocol.DiffResponse()),
    configure: method((request) => {
      provider.configure(fromStruct(request.getArgs()));
      const configured = new protocol.ConfigureResponse();
      configured.setSupportspreview(true);
      return configured;
    }),
    invoke: method((request) => {
      const answer = new protocol.InvokeResponse();
      answer.setReturn(toStruct(provider.invoke(request.getTok(), fromStruct(request.getArgs()))));
      return answer;
    }),
    check: method((request) => {
      const olds = fromStruct(request.getOlds());
      const checked = provider.check(subjectOf(request), olds, fromStruct(request.getNews()));
      const answer = new protocol.CheckResponse();
      answer.setInputs(toStruct(checked.inputs));
      answer.setFailuresList(
        checked.failures.map(({ property, reason }) => {
          const failure = new protocol.CheckFailure();
          failure.setProperty(property);
          failure.setReason(reason);
          return failure;
        }),
      );
      return answer;
    }),
    diff: method((request) => {
      const state = fromStruct(request.getOlds());
      const found = provider.diff(subjectOf(request), state, fromStruct(request.getNews()));
      const answer = new protocol.DiffResponse();
      const { DIFF_SOME, DIFF_NONE } = protocol.DiffResponse.DiffChanges;
      answer.setChanges(found.changes.length > 0 ? DIFF_SOME : DIFF_NONE);
      answer.setDiffsList(found.changes.map(({ path }) => path.split(/[.[]/)[0]!));
      answer.setReplacesList(found.changes.filter((change) => change.isReplacing).map(({ path }) => path));
      answer.setDeletebeforereplace(found.deleteBeforeReplace);
      answer.setHasdetaileddiff(true);
      for (const { path, kind, isReplacing } of found.changes) {
        const detail = new protocol.PropertyDiff();
        detail.setKind(kinds[kind][isReplacing ? 1 : 0]);
        answer.getDetaileddiffMap().set(path, detail);
      }
      return answer;
    }),
    create: method(async (request) => {
      const inputs = fromStruct(request.getProperties());
      const answer = new protocol.CreateResponse();
      if (request.getPreview()) {
        answer.setProperties(toStruct(provider.previewCreate(subjectOf(request), inputs)));
        return answer;
      }
      const { id, properties } = await provider.create(subjectOf(request), inputs);
      answer.setId(id);
      answer.setProperties(toStruct(properties));
      return answer;
    }),
    read: method((request) => {
      const found = provider.read(subjectOf(request), request.getId(), fromStruct(request.getInputs()));
      const answer = new protocol.ReadResponse();
      if (!found) return answer;
      answer.setId(request.getId());
      answer.setProperties(toStruct(found.properties));
      answer.setInputs(toStruct(found.inputs));
      return answer;
    }),
    update: method(async (request) => {
      const news = fromStruct(request.getNews());
      const subject = subjectOf(request);
      const properties = request.getPreview()
        ? provider.previewUpdate(subject, fromStruct(request.getOlds()), news)
        : await provider.update(subject, request.getId(), news);
      const answer = new protocol.UpdateResponse();
      answer.setProperties(toStruct(properties));
      return answer;
    }),
    delete: method(async (request) => {
      await provider.delete(subjectOf(request), request.getId());
      return new Empty();
    }),
    cancel: method(() => new Empty()),
    attach: method(() => new Empty()),
  };
}

/** Listens on a port of its own and tells it on standard output, as the engine expects. */
export function servePlugin(provider: ResourceProvider, version: string): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 1024 * 1024 * 400 });
  server.addService(ResourceProviderService, methodsOf(provider, version));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(port);
  });
}
