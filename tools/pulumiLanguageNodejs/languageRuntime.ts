import type { ServerUnaryCall, ServerWritableStream, sendUnaryData, UntypedHandleCall } from "@grpc/grpc-js";
import { version } from "@pulumi/pulumi/package.json";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Children } from "./children";
import { listDependencies } from "./dependencies";
import { runPlugin } from "./runPlugin";
import { runProgram } from "./runProgram";

type Call<Request> = ServerUnaryCall<Request, unknown>;
type Handlers = Record<string, UntypedHandleCall>;

/** Answers what `pulumi` asks of a Node language host; methods that only make new projects are left unimplemented. */
export function languageRuntime(children: Children): Handlers {
  return {
    handshake: unary(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    // The SDK names a resource's plugin when it registers it; the engine fetches it then.
    getRequiredPlugins: unary(() => new language.GetRequiredPluginsResponse()),
    getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
    runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),
    about: unary(() =>
      new language.AboutResponse().setExecutable(process.execPath).setVersion(process.versions.node),
    ),
    getProgramDependencies: unary((request: language.GetProgramDependenciesRequest) =>
      new language.GetProgramDependenciesResponse().setDependenciesList(
        listDependencies(request.getInfo()?.getProgramDirectory() || request.getPwd()).map(
          ([name, installed]) => new language.DependencyInfo().setName(name).setVersion(installed),
        ),
      ),
    ),
    run: unary((request: language.RunRequest) => runProgram(request, engineAddress(), children)),
    runPlugin: (call: ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>) =>
      runPlugin(call, children),
    cancel: unary(() => {
      children.killAll();
      return new Empty();
    }),
  } as Handlers;
}

// The engine's address is the last argument that it started us with.
const engineAddress = () => process.argv.at(-1) ?? "";

function unary<Request>(answer: (request: Request) => unknown) {
  return async (call: Call<Request>, done: sendUnaryData<unknown>) => {
    try {
      done(null, await answer(call.request));
    } catch (error) {
      done(error as Error);
    }
  };
}
