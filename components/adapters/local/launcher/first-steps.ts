/**
 * What a server's process does before it becomes the server: on Linux it is killed with the launcher, whatever ends that (prctl(2),
 * PR_SET_PDEATHSIG), in a network of its own brings up the loopback interface (netdevice(7), SIOCSIFFLAGS), and gives up all capabilities,
 * with which it could leave that network (PR_CAP_AMBIENT_CLEAR_ALL, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS). In Python, which has these calls
 * and is needed for the supervisor anyway.
 */
const script = `
import ctypes, fcntl, os, signal, socket, struct, sys
own_network, command = sys.argv[1] == "own", sys.argv[2:]
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
if own_network:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as interface:
        up = struct.pack("16sh", b"lo", 0x1 | 0x40)
        fcntl.ioctl(interface, 0x8914, up.ljust(40, b"\\0"))
if sys.platform == "linux":
    call = ctypes.CDLL(None).prctl
    call(47, 4, 0, 0, 0)
    for capability in range(64):
        call(24, capability, 0, 0, 0)
    call(38, 1, 0, 0, 0)
try:
    os.execvp(command[0], command)
except OSError as error:
    sys.exit(f"{command[0]} can't be started: {error.strerror}")
`;

/** The command line that takes those steps and then runs a command. */
export function withFirstSteps(command: readonly string[], ownNetwork: boolean): string[] {
    return ["python3", "-c", script, ownNetwork ? "own" : "shared", ...command];
}
