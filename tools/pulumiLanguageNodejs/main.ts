import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { Children } from "./children";
import { languageRuntime } from "./languageRuntime";

const children = new Children();
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, languageRuntime(children) as never);

server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    console.error(error.message);
    process.exit(1);
  }
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});

function end(): void {
  children.killAll();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, end);

// An engine that was killed cannot tell us; a program without it would run on.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) end();
}, 1_000).unref();
