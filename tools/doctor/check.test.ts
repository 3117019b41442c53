import { check, examine, ok } from "./check";
import { imagesCheck, releaseCheck, rightsCheck } from "./engineChecks";
import { clockCheck, diskCheck, memoryCheck, portsCheck, readPublishedPorts } from "./machineChecks";
import { stackCheck, stateCheck } from "./stackChecks";
import { languageHostCheck, nodeCheck, npmCheck, pulumiCheck } from "./toolChecks";

const gib = 2 ** 30;

describe("examine", () => {
  test("a probe that throws is a failure with its first line", async () => {
    const broken = check({
      name: "x",
      probe: () => Promise.reject(new Error("no socket\nat …")),
      judge: () => ok(""),
    });
    expect(await examine(broken)).toEqual({
      name: "x",
      state: "fail",
      evidence: "no socket",
      fix: "make setup",
    });
  });
});

describe("tool checks", () => {
  test("an old Node fails", () => expect(nodeCheck.judge("20.20.2").state).toBe("fail"));
  test("a package off the lock is named", () =>
    expect(npmCheck.judge(["node_modules/yaml: 2.9.0, 2.9.1"])).toEqual({
      state: "fail",
      evidence: "1 not as locked, first node_modules/yaml: 2.9.0, 2.9.1",
      fix: "npm ci",
    }));
  test("no Pulumi fails", () => expect(pulumiCheck.judge(undefined).fix).toBe("make setup"));
  test("a language host without the dynamic provider's launcher fails", () =>
    expect(
      languageHostCheck.judge({ language: "/x/pulumi-language-nodejs", dynamic: undefined }).evidence,
    ).toBe("pulumi-resource-pulumi-nodejs is not there"));
});

describe("engine checks", () => {
  test("a container that may not mount fails", () =>
    expect(rightsCheck.judge({ answer: undefined, cgroups: "cgroup v2, systemd" }).state).toBe("fail"));
  test("stale images are named", () =>
    expect(imagesCheck.judge(["app", "host"]).evidence).toBe("not current: app, host"));
  test("a release whose images left the store fails", () =>
    expect(releaseCheck.judge(["geth"]).evidence).toBe("not in the local store: geth"));
});

describe("machine checks", () => {
  test("the fullest file system decides", () =>
    expect(
      diskCheck.judge([
        { folder: "/", freeGib: 90 },
        { folder: "/var/lib/docker", freeGib: 3.2 },
      ]),
    ).toMatchObject({ state: "fail", evidence: "3 GiB free at /var/lib/docker" }));
  test("memory warns below 4 GiB and fails below 2", () =>
    expect([5, 3, 1].map((size) => memoryCheck.judge(size * gib).state)).toEqual(["ok", "warn", "fail"]));
  test("a taken port is named with the command that shows its holder", () =>
    expect(portsCheck.judge({ planned: 12, taken: [8545] })).toEqual({
      state: "fail",
      evidence: "taken by another program: 8545",
      fix: "ss -ltnp 'sport = :8545'",
    }));
  test("a clock a minute off warns", () =>
    expect([0.4, -61, undefined].map((seconds) => clockCheck.judge(seconds).state)).toEqual([
      "ok",
      "warn",
      "warn",
    ]));
});

describe("stack checks", () => {
  const state = { backend: "file:///x", isOurs: true, file: "/x/passphrase", mode: 0o600 };
  test("a passphrase that others may read fails", () => {
    expect(stateCheck.judge(state).state).toBe("ok");
    expect(stateCheck.judge({ ...state, mode: 0o644 }).fix).toBe("chmod 600 /x/passphrase");
  });
  test("a host that is not healthy is named", () =>
    expect(stackCheck("local").judge([{ host: "edge-1", how: "unreachable" }])).toEqual({
      state: "warn",
      evidence: "edge-1: unreachable",
      fix: "make up",
    }));
});

describe("readPublishedPorts", () => {
  test("reads single ports and ranges", () => {
    const text = "127.0.0.1:2202->22/tcp, 127.0.0.1:8545-8547->8545-8547/tcp\n0.0.0.0:9->9/tcp";
    expect([...readPublishedPorts(text)]).toEqual([2202, 8545, 8546, 8547]);
  });
});
