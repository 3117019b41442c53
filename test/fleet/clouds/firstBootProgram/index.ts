import { Config } from "@pulumi/pulumi";
import { BootKey } from "../../../../infra/resources/machines/bootKey";
import { FirstBoot } from "../../../../infra/resources/machines/firstBoot";

const config = new Config();
const at = { stack: "test-first-boot", host: "fsn1-edge-1" };
const bootKey = new BootKey("fsn1-edge-1-boot-key", at);

export const bootPublicKey = bootKey.publicKey;
export const bootPrivateKey = bootKey.privateKey;

// The machine is made between two updates, by the test.
const address = config.get("address");
const firstBoot =
  address &&
  new FirstBoot("fsn1-edge-1-first-boot", {
    ...at,
    address,
    port: 22,
    bootHostKey: bootKey.publicKey,
    keyFile: config.require("keyFile"),
    machineId: config.require("machineId"),
  });

export const connection = firstBoot ? firstBoot.connection : undefined;
export const meshPublicKey = firstBoot ? firstBoot.meshPublicKey : undefined;
