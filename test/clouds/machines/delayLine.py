"""delayLine.py <device> <milliseconds>: gives every packet of a TUN device back to the kernel that much later.

In the place of netem, which a kernel may lack. Both ways of a connection pass through, so a round trip takes twice as long.
"""
import fcntl
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
