"""Makes pickles that run code: `payloads.py <directory> <port>`, where something listens."""

import os
import pickle
import sys

os.chdir(sys.argv[1])


class Payload:
    """Runs code when it is loaded."""

    def __init__(self, code):
        self.code = code

    def __reduce__(self):
        return exec, (self.code, {})


def payload(name, code):
    with open(f"{name}.pkl", "wb") as file:
        pickle.dump(Payload(code), file)


# What its code finds is the last line that it writes.
payload(
    "spy",
    """
import json, os, socket, sys
def tried(act):
    try:
        return act()
    except OSError as error:
        return type(error).__name__
found = {
    "environment": sorted(os.environ),
    "home": tried(lambda: os.listdir(%r)),
    "network": tried(lambda: socket.create_connection(("127.0.0.1", %d), 2) and "reached"),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "capabilities": next(line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")),
}
tried(lambda: open(os.path.join(%r, "written"), "w"))
sys.stderr.write(json.dumps(found))
sys.stderr.flush()
os._exit(3)
"""
    % (os.getcwd(), int(sys.argv[2]), os.getcwd()),
)
payload("sleeper", "import time; time.sleep(60)")
payload("glutton", "bytearray(8 << 30)")
