import { ipv4Prefix, ipv6Prefix } from "../cloud/regions";

/**
 * `delayLine.py <device> <milliseconds>`: gives every packet of a TUN device back to the kernel that much later; in the
 * place of netem, which a kernel may lack. Python, because Node cannot open such a device.
 */
export const delayLine = `import fcntl
import os
import queue
import struct
import sys
import threading
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000

device, seconds = sys.argv[1], float(sys.argv[2]) / 1000
tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
waiting = queue.SimpleQueue()


def give_back():
    while True:
        due, packet = waiting.get()
        time.sleep(max(0, due - time.monotonic()))
        os.write(tun, packet)


threading.Thread(target=give_back, daemon=True).start()
while True:
    packet = os.read(tun, 65536)
    waiting.put((time.monotonic() + seconds, packet))
`;

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
