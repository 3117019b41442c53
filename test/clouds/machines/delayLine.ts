import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ipv4Prefix, ipv6Prefix } from "../cloud/regions";

/** What holds the packets of one region back, on the router between the regions. */
export const delayLine = readFileSync(join(__dirname, "delayLine.py"), "utf8");

const deviceOf = (region: number) => `slow${region}`;
const tableOf = (region: number) => 1000 + region;

/** Packets from and to the region go by its line; what comes out of one goes on as ever, it waited already. */
export const renderDelay = (region: number, milliseconds: number): string => `set -e
setsid python3 /run/delayLine.py ${deviceOf(region)} ${milliseconds} </dev/null >/run/${deviceOf(region)}.log 2>&1 &
for try in $(seq 50); do ip link set ${deviceOf(region)} up 2>/dev/null && break; sleep 0.1; done
for family in -4 -6; do
  ip $family route add default dev ${deviceOf(region)} table ${tableOf(region)}
  ip $family rule add pref 100 iif ${deviceOf(region)} lookup main
done
for side in from to; do
  ip -4 rule add pref 200 $side ${ipv4Prefix(region)}0/24 lookup ${tableOf(region)}
  ip -6 rule add pref 200 $side ${ipv6Prefix(region)}:/48 lookup ${tableOf(region)}
done
`;

/** The device goes with its process, and the routes with the device. */
export const renderHeal = (region: number): string => `pkill -f "[d]elayLine.py ${deviceOf(region)} " || true
for family in -4 -6; do
  ip $family rule del pref 100 iif ${deviceOf(region)} 2>/dev/null || true
  while ip $family rule del pref 200 lookup ${tableOf(region)} 2>/dev/null; do :; done
done
`;
