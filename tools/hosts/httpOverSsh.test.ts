import type { HostSession } from "../../infra/resources/sessions/hostSession";
import { askLoopback, askStatus, parseHttpAnswer } from "./httpOverSsh";

const answering = (stdout: string, stderr = "") =>
  ({ run: async () => ({ code: 0, stdout, stderr }) }) as unknown as HostSession;

describe("parseHttpAnswer", () => {
  test("takes the body, whatever the status", () => {
    expect(parseHttpAnswer("HTTP/1.1 503 Service Unavailable\r\nA: b\r\n\r\n{}")).toBe("{}");
  });
  test("knows that nothing was answered", () => {
    expect(parseHttpAnswer("")).toBeUndefined();
  });
});

describe("askLoopback", () => {
  test("tells why a service could not be asked", async () => {
    const refused = "bash: connect: Connection refused\nbash: /dev/tcp/127.0.0.1/26657: Connection refused";
    await expect(askLoopback(answering("", refused), 26657, "/status")).rejects.toThrow(
      /^A service on the host does not answer \/status as it should\.\n {2}- bash: connect: Connection refused\n/,
    );
  });
});

describe("askStatus", () => {
  test("names the fields that are not as they should be", async () => {
    const answer = answering('HTTP/1.1 200 OK\r\n\r\n{"name":"a","height":"7"}');
    await expect(askStatus(answer)).rejects.toThrow(
      / {2}- height: Invalid input: expected number, received string\n/,
    );
  });
});
