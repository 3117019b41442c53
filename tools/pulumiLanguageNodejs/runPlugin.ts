import type { ServerWritableStream } from "@grpc/grpc-js";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Children } from "./children";
import { sdkFile } from "./dependencies";

/** Runs a plugin written in TypeScript (a policy pack, a source-based provider) and streams what it prints. */
export function runPlugin(
  call: ServerWritableStream<RunPluginRequest, RunPluginResponse>,
  children: Children,
): void {
  const request = call.request;
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const isPolicyPack = request.getKind() === "analyzer";
  const args = isPolicyPack
    ? [sdkFile(directory, "cmd/run-policy-pack"), ...request.getArgsList(), directory]
    : [sdkFile(directory, "cmd/run-plugin"), directory, ...request.getArgsList()];
  const child = children.start(process.execPath, args, {
    // A policy pack reads its own package.json from where it stands.
    cwd: isPolicyPack ? directory : request.getPwd() || directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: "true",
      ...Object.fromEntries(request.getEnvList().map(splitVariable)),
    },
  });
  child.stdout?.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStdout(chunk)));
  child.stderr?.on("data", (chunk: Buffer) => call.write(new RunPluginResponse().setStderr(chunk)));
  child.on("error", (error) => call.destroy(error));
  child.on("close", (code) => {
    call.write(new RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill("SIGTERM"));
}

function splitVariable(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
