# Runs a command without a network, in a file system of the named files only, which it can't write:
#   sandbox.sh <root> <memory, KiB> <processor, s> <file>… -- <command>…
# Its caller (sandbox.ts) starts it in namespaces of its own, and has made the empty directory <root>.
set -eu
root=$1 memory=$2 seconds=$3
shift 3

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/outside"
# Before the files, some of which may be below /tmp.
mount -t tmpfs -o mode=1777,size=1g tmpfs "$root/tmp"
while [ "$1" != -- ]; do
    mkdir -p "$root$(dirname "$1")"
    # A link, as /bin is on most systems, stays one.
    if [ -L "$1" ]; then
        cp -P "$1" "$root$1"
    else
        if [ -d "$1" ]; then mkdir -p "$root$1"; else : >"$root$1"; fi
        mount --rbind "$1" "$root$1"
        mount -o remount,bind,ro,nosuid,nodev "$root$1"
    fi
    shift
done
shift
for device in null zero random urandom; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
# Where the machine's own /proc is covered, as in containers, a new one is refused; libraries then count one processor.
mount -t proc proc "$root/proc" 2>/dev/null || :

cd "$root"
pivot_root . outside
umount -l /outside
mount -o remount,ro /
cd /tmp
ulimit -c 0
ulimit -v "$memory"
ulimit -t "$seconds"
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
