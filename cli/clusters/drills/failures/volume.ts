import { podDirectories } from "../../../../components/gate/pod";
import { storePorts } from "../../../../components/plan/clouds/pod-ports";

/**
 * What is run in the container of a store's server, in its volume. Files are renamed alone, and directories say how far it has come, so that each
 * script can be ended at any point, and run again: `.losing` is half of what is to be lost, `.before-drill` all of it, `.restoring` what is not back
 * yet, `.refused` what has come in its place. The shell is that of image `store`.
 */
const shared = [
    "set -e",
    `cd ${podDirectories.store}`,
    // All of a directory but what is the drill's, and what the file system owns.
    "each() {",
    '    for file in "$1"/* "$1"/.[!.]*; do',
    '        case "${file##*/}" in',
    "            '*' | '.[!.]*' | lost+found | .losing | .before-drill | .restoring | .refused | .kept-by-drill | .dropped) ;;",
    '            *) "$2" "$file" || exit 1 ;;',
    "        esac",
    "    done",
    "}",
    "aside() {",
    "    mkdir -p .refused",
    '    mv "$1" .refused/',
    "}",
    "back() {",
    '    [ ! -e "${1##*/}" ] || aside "${1##*/}"',
    '    mv "$1" .',
    "}",
    // It stands still while its files move, and is killed then, and does not see that it has others.
    "hold() {",
    "    server=$(pidof nats-server)",
    '    kill -STOP "$server"',
    "}",
    // After the end of the script: with the server its container ends, and all that runs there.
    "release() {",
    '    (sleep 1; kill -KILL "$server") > /dev/null 2>&1 < /dev/null &',
    "}",
];
const script = (...lines: readonly string[]) => [...shared, ...lines].join("\n");

/** Takes all data away, which stays in the volume. */
export const lose = script(
    "for old in .losing .before-drill .restoring; do",
    '    [ ! -e "$old" ] || { echo "$old of an earlier drill is in the volume" >&2; exit 1; }',
    "done",
    "rm -rf .kept-by-drill .refused .dropped",
    "needed=$(du -sk . | cut -f 1)",
    "free=$(df -Pk . | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)",
    '[ "$free" -gt "$needed" ] || { echo "the volume has $free KiB left, and what is lost needs $needed once more" >&2; exit 1; }',
    "hold",
    'lost() { mv "$1" .losing/; }',
    "mkdir .losing",
    "each . lost",
    "mv .losing .before-drill",
    "release",
);

/** Brings it back, unless the server has by now what the others have: that must not know less than it has said. */
export const restore = script(
    "[ -e .losing ] || [ -e .before-drill ] || [ -e .restoring ] || exit 0",
    `if [ ! -e .losing ] && [ ! -e .restoring ] && wget -q -T 5 -O /dev/null http://127.0.0.1:${storePorts.health}/healthz; then`,
    "    mv .before-drill .kept-by-drill",
    "    exit 0",
    "fi",
    "hold",
    "if [ -e .losing ]; then",
    "    each .losing back",
    "    rmdir .losing",
    "fi",
    "if [ -e .before-drill ]; then",
    "    each . aside",
    "    mv .before-drill .restoring",
    "fi",
    "if [ -e .restoring ]; then",
    "    each .restoring back",
    "    rmdir .restoring",
    "fi",
    "rm -rf .refused",
    "release",
);

/** Deletes what was taken away, under a name that bringing it back does not know. */
export const drop = script(
    "rm -rf .dropped",
    "[ ! -e .before-drill ] || mv .before-drill .dropped",
    "rm -rf .dropped .kept-by-drill",
);
