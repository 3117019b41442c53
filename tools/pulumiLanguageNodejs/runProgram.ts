import { type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import type { Children } from "./children";
import { sdkFile } from "./dependencies";

/** The SDK ends with this code when it has shown the error itself. */
const bailCode = 32;

/** Runs the user's program once; the answer holds an error that nobody has shown yet. */
export async function runProgram(
  request: RunRequest,
  engine: string,
  children: Children,
): Promise<RunResponse> {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const options = (request.getInfo()?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>;
  const args = [
    ...String(options.nodeargs ?? "")
      .split(" ")
      .filter(Boolean),
    sdkFile(directory, "cmd/run"),
    ...programArguments(request, engine),
  ];
  const child = children.start(process.execPath, args, {
    cwd: directory,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...programEnvironment(request, options) },
  });
  const ended = await new Promise<{ code: number | null; signal: string | null; error?: Error }>((done) => {
    child.on("error", (error) => done({ code: null, signal: null, error }));
    child.on("close", (code, signal) => done({ code, signal }));
  });
  const response = new RunResponse();
  if (ended.code === 0) return response;
  if (ended.code === bailCode) return response.setBail(true);
  const how =
    ended.error?.message ??
    (ended.signal ? `was ended by ${ended.signal}` : `exited with code ${ended.code}`);
  return response.setError(`the program ${how}`);
}

function programArguments(request: RunRequest, engine: string): string[] {
  const flags: [name: string, value: string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engine],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", request.getInfo()?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...flags.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getInfo()?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

function programEnvironment(request: RunRequest, options: Record<string, unknown>): Record<string, string> {
  const tsconfig = options.tsconfig ?? options.tsconfigpath;
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
    ...(tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: String(tsconfig) } : {}),
  };
}
